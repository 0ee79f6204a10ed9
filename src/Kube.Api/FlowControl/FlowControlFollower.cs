using Kube.Api.Catalog;
using Kube.Api.Client;
using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Api.Requests;
using Kube.Api.Watch;
using Kube.Store.Work;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Kube.Api.FlowControl;

/// <summary>Keeps flow control as its objects say, and lets its levels borrow. A server without such resources has the mandatory levels alone.</summary>
internal sealed class FlowControlFollower(
    FlowController flows, IResourceCatalog catalog, IKubeClient client, IWorkScheduler work, IOptions<FlowControlOptions> options, TimeProvider time)
    : IHostedLifecycleService, IDisposable
{
    private const string Group = "flowcontrol.apiserver.k8s.io";
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _gate = new();
    private readonly Dictionary<string, V1FlowSchema> _schemas = new(StringComparer.Ordinal);
    private readonly Dictionary<string, V1PriorityLevelConfiguration> _levels = new(StringComparer.Ordinal);
    private readonly List<Task> _loops = [];

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        _loops.Add(work.Run("api.flowcontrol.borrowing", BorrowAsync));
        if (catalog.Current.TryFind(new GroupVersionResource(Group, "v1", "flowschemas"), out _)
            && catalog.Current.TryFind(new GroupVersionResource(Group, "v1", "prioritylevelconfigurations"), out _))
        {
            _loops.Add(work.Run("api.flowcontrol.levels", () => FollowAsync(_levels)));
            _loops.Add(work.Run("api.flowcontrol.schemas", () => FollowAsync(_schemas)));
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

    private async Task BorrowAsync()
    {
        try
        {
            while (true)
            {
                await Task.Delay(options.Value.BorrowingPeriod, time, _stopping.Token);
                flows.AdjustBorrowing();
            }
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
    }

    private async Task FollowAsync<T>(Dictionary<string, T> known)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                await FollowOnceAsync(known);
                await Task.Delay(s_pause, time, _stopping.Token);
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                return;
            }
            catch (ApiException)
            {
                // The server cannot answer now: the watch begins anew, with what is there then.
                await Task.Delay(s_pause, time, CancellationToken.None);
            }
        }
    }

    private async Task FollowOnceAsync<T>(Dictionary<string, T> known)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var list = await client.For<T>().ListAsync("", ListOptions.Default, _stopping.Token);
        lock (_gate)
        {
            known.Clear();
            foreach (var obj in list.Items) known[obj.Metadata.Name!] = obj;
            flows.Configure(_schemas.Values, _levels.Values);
        }

        await foreach (var change in client.For<T>().WatchAsync("", new ListOptions { ResourceVersion = list.ResourceVersion }, _stopping.Token))
        {
            if (change.Type is not (WatchEventType.Added or WatchEventType.Modified or WatchEventType.Deleted)) continue;
            lock (_gate)
            {
                if (change.Type == WatchEventType.Deleted) known.Remove(change.Object.Metadata.Name!);
                else known[change.Object.Metadata.Name!] = change.Object;
                flows.Configure(_schemas.Values, _levels.Values);
            }
        }
    }
}
