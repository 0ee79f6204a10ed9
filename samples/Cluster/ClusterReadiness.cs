using Kube.Api.Authentication;
using Kube.Api.Client;
using Kube.Api.Models;
using Kube.Api.Requests;
using Kube.Api.Watch;

namespace Kube.Samples.Cluster;

/// <summary>Waits until a started cluster can run pods: its node is ready, and what pods cannot be made or run without is there.</summary>
internal sealed class ClusterReadiness(IKubeClient client, ClusterOptions options)
{
    public ClusterReadiness(IServiceProvider services, ClusterOptions options)
        : this(services.GetRequiredService<IKubeClientFactory>().Create(UserInfo.ApiServer, "cluster"), options)
    {
    }

    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(30);

    /// <summary>Returns after half a minute all the same, with a word of what is missing: the API server serves, and kubectl can tell more.</summary>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(s_limit);
        try
        {
            if (options.Runs("node")) await UntilAsync<V1Node>("", IsReady, limit.Token);
            for (var number = 1; options.Nodes > 1 && number <= options.Nodes; number++)
            {
                var name = $"node-{number}";
                await UntilAsync<V1Node>("", node => node.Metadata.Name == name && IsReady(node), limit.Token);
            }

            // Without it, pods of the first second are refused.
            if (options.Runs("controllers")) await UntilAsync<V1ServiceAccount>("default", static account => account.Metadata.Name == "default", limit.Token);
            if (options.Runs("bootstrap")) await UntilAsync<V1Service>("default", static service => service.Metadata.Name == "kubernetes", limit.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync($"cluster: not ready for pods after {s_limit.TotalSeconds:0} s; 'kubectl describe nodes' says more");
        }
    }

    private async Task UntilAsync<T>(string ns, Func<T, bool> holds, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        // From revision 0, a watch begins with what is there.
        await foreach (var change in client.For<T>().WatchAsync(ns, new ListOptions { ResourceVersion = "0" }, cancellationToken))
        {
            if (change.Type is WatchEventType.Added or WatchEventType.Modified && holds(change.Object)) return;
        }
    }

    private static bool IsReady(V1Node node) => node.Status.Conditions?.Exists(static condition => condition is { Type: "Ready", Status: "True" }) == true;
}
