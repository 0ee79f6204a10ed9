using System.Text;
using Kube.Api.Catalog;
using Kube.Api.Client;
using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Api.Requests;
using Kube.Api.Watch;
using Kube.Store.Work;
using Microsoft.Extensions.Hosting;

namespace Kube.Api.Kubernetes.Bootstrap;

/// <summary>The conditions that the API server itself keeps on objects of its users: whether a flow schema's priority level is there, and whether the service behind an
/// APIService is.</summary>
internal sealed class ServerConditions(BootstrapObjects objects, IKubeClient client, IWorkScheduler work, TimeProvider time) : IHostedLifecycleService, IDisposable
{
    private const string FlowControl = "flowcontrol.apiserver.k8s.io";
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);
    private static readonly GroupVersionResource s_schemas = new(FlowControl, "v1", "flowschemas");
    private static readonly GroupVersionResource s_levels = new(FlowControl, "v1", "prioritylevelconfigurations");

    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _gate = new();
    private readonly Dictionary<string, V1FlowSchema> _schemas = new(StringComparer.Ordinal);
    private readonly List<Task> _loops = [];

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        if (objects.Serves(s_schemas) && objects.Serves(s_levels))
        {
            Follow<V1FlowSchema>("flowschemas", (schema, isThere) => Keep(_schemas, schema, isThere) ? TellAsync(schema) : Task.CompletedTask);
            Follow<V1PriorityLevelConfiguration>("prioritylevels", (_, _) => TellAllAsync(_schemas, TellAsync));
        }

        return Task.CompletedTask;
    }

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await Task.WhenAll(_loops);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _stopping.Dispose();

    private void Follow<T>(string name, Func<T, bool, Task> changed)
        where T : class, IKubernetesObject<V1ObjectMeta> =>
        _loops.Add(work.Run($"api.conditions.{name}", async () =>
        {
            while (!_stopping.IsCancellationRequested)
            {
                try
                {
                    // From revision 0, a watch begins with what is there.
                    await foreach (var change in client.For<T>().WatchAsync("", new ListOptions { ResourceVersion = "0" }, _stopping.Token))
                    {
                        if (change.Type is WatchEventType.Added or WatchEventType.Modified or WatchEventType.Deleted)
                            await changed(change.Object, change.Type != WatchEventType.Deleted);
                    }

                    await Task.Delay(s_pause, time, _stopping.Token);
                }
                catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
                {
                    return;
                }
                catch (ApiException)
                {
                    // Another has written meanwhile, or the server cannot answer now: the watch begins anew, with what is there then.
                    await Task.Delay(s_pause, time, CancellationToken.None);
                }
            }
        }));

    private bool Keep<T>(Dictionary<string, T> known, T obj, bool isThere)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        lock (_gate)
        {
            if (isThere) known[obj.Metadata.Name!] = obj;
            else known.Remove(obj.Metadata.Name!);
        }

        return isThere;
    }

    private async Task TellAllAsync<T>(Dictionary<string, T> known, Func<T, Task> tell)
    {
        T[] all;
        lock (_gate) all = [.. known.Values];
        foreach (var obj in all) await tell(obj);
    }

    private async Task TellAsync(V1FlowSchema schema)
    {
        var (name, level) = (schema.Metadata.Name!, schema.Spec.PriorityLevelConfiguration.Name);
        var isThere = await objects.FindAsync<V1PriorityLevelConfiguration>(s_levels, "", level, _stopping.Token) is not null;
        var (status, reason) = isThere ? ("False", "Found") : ("True", "NotFound");
        var message = $"This FlowSchema references the PriorityLevelConfiguration object named \"{level}\" {(isThere ? "and it exists" : "but there is no such object")}";
        var known = schema.Status?.Conditions?.Find(static condition => condition.Type == "Dangling");
        if (known is not null && known.Status == status && known.Reason == reason && known.Message == message) return;
        var json = $$$"""
            {"apiVersion":"{{{FlowControl}}}/v1","kind":"FlowSchema","metadata":{"name":"{{{name}}}"},"status":{"conditions":[{"type":"Dangling","status":"{{{status}}}",
            "lastTransitionTime":"{{{time.GetUtcNow():yyyy-MM-dd'T'HH:mm:ss'Z'}}}","reason":"{{{reason}}}","message":"{{{message.Replace("\"", "\\\"", StringComparison.Ordinal)}}}"}]}}
            """;
        try
        {
            await objects.ApplyStatusAsync(s_schemas, name, Encoding.UTF8.GetBytes(json), "api-priority-and-fairness-config-consumer-v1", _stopping.Token);
        }
        catch (NotFoundException)
        {
            // It went meanwhile.
        }
    }
}
