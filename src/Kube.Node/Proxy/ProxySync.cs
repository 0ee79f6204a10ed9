using Kube.Api.Client;
using Kube.Api.Client.Caches;
using Kube.Api.Models;
using Kube.Node.Work;
using Microsoft.Extensions.Logging;

namespace Kube.Node.Proxy;

/// <summary>The proxy's loop: follows services and slices, and has what changed served.</summary>
/// <param name="sources">What is served.</param>
/// <param name="backend">Serves.</param>
/// <param name="health">Answers load balancers.</param>
/// <param name="status">Is told how it goes.</param>
/// <param name="node">This node's name.</param>
/// <param name="work">Runs what waits.</param>
/// <param name="logger">Takes what went wrong.</param>
internal sealed class ProxySync(
    ProxySources sources, IProxyBackend backend, HealthCheckPorts health, ProxyStatus status, string node, OwnedWork work, ILogger logger)
{
    /// <summary>How soon what could not be done is tried again.</summary>
    private static readonly TimeSpan s_retry = TimeSpan.FromSeconds(2);

    private readonly ChangedServices _changed = new(status.Health, status.Metrics);
    private readonly IResourceCache<V1Service> _services = sources.Cluster.For<V1Service>();
    private readonly IResourceCache<V1EndpointSlice> _slices = sources.Cluster.For<V1EndpointSlice>();
    private readonly IResourceCache<V1Node> _nodes = sources.Cluster.For<V1Node>(new CacheScope(FieldSelector: $"metadata.name={node}"));
    private readonly IHostPortBackend? _hostPorts = backend as IHostPortBackend;

    /// <summary>Runs until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        _slices.AddIndex(ChangedServices.ByService);
        using var services = _services.Subscribe(_changed);
        using var slices = _slices.Subscribe(_changed);
        using var place = _nodes.Subscribe(new PlaceChanges(MarkAll));
        using var eligible = _nodes.Subscribe(status.Health);
        using var hosted = sources.Pods?.Subscribe(_changed);
        try
        {
            await _services.WaitForSyncAsync(cancellationToken);
            await _slices.WaitForSyncAsync(cancellationToken);
            // All services that there are come first, also when there are none.
            MarkAll();
            while (true)
            {
                var (changed, changedPods) = await _changed.TakeAsync(cancellationToken);
                if (changed.Count > 0) await ServeAsync(changed, cancellationToken);
                if (changedPods.Count > 0) ServeHostPorts(changedPods, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Told to stop.
        }
    }

    private async ValueTask ServeAsync(IReadOnlyCollection<ObjectKey> changed, CancellationToken cancellationToken)
    {
        var (begun, since) = (status.Metrics.Begin(), status.Now);
        var states = changed
            .Select(key => new ServiceState(key, _services.TryGet(key, out var service) ? service : null, _slices.Find(ChangedServices.ByService, key.ToString())))
            .ToList();
        try
        {
            foreach (var key in await backend.ApplyAsync(states, Place())) RetryLater(key, cancellationToken);
            foreach (var state in states) health.Apply(state, node);
            status.Health.Done();
            status.Metrics.Done(begun, since, states, node);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            ProxyLog.SyncFailed(logger, e);
            status.Metrics.Failed();
            foreach (var key in changed) RetryLater(key, cancellationToken);
        }
    }

    private void ServeHostPorts(IReadOnlyCollection<ObjectKey> changed, CancellationToken cancellationToken)
    {
        try
        {
            Retry(_hostPorts?.ApplyHostPorts([.. changed.Select(key => (key, sources.Pods!.TryGet(key, out var pod) ? pod : null))]) ?? []);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            ProxyLog.SyncFailed(logger, e);
            Retry(changed);
        }

        void Retry(IReadOnlyCollection<ObjectKey> pods)
        {
            if (pods.Count > 0) Later(() =>
            {
                foreach (var key in pods) _changed.AddPod(key);
            }, cancellationToken);
        }
    }

    // The node may not be registered yet: until it is, its zone is unknown, which only makes the choice wider.
    private NodePlace Place() => _nodes.TryGet(new(node), out var known) ? NodePlace.Of(known) : new(node);

    private void MarkAll()
    {
        // At the start there may be none: the backend is told so, too.
        _changed.Add(new ObjectKey("", ""));
        foreach (var service in _services.List("")) _changed.Add(new ObjectKey(service.Metadata.Namespace ?? "", service.Metadata.Name ?? ""));
    }

    private void RetryLater(ObjectKey key, CancellationToken cancellationToken) => Later(() => _changed.Add(key), cancellationToken);

    private void Later(Action action, CancellationToken cancellationToken) => work.Run("proxy.retry", async () =>
    {
        await Task.Delay(s_retry, status.Time, cancellationToken).ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Current);
        action();
    });
}
