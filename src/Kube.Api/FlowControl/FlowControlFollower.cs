using Kube.Api.Catalog;
using Kube.Api.Client;
using Kube.Api.Hosting;
using Kube.Api.Models;
using Kube.Api.Requests;
using Kube.Api.Watch;
using Kube.Store.Work;
using Microsoft.Extensions.Logging;

namespace Kube.Api.FlowControl;

/// <summary>Follows flow schemas and priority levels, and tells whoever heeds them. A server without such resources has the mandatory levels alone.</summary>
internal sealed class FlowControlFollower(
    IEnumerable<IFlowControlHeed> heeds, IResourceCatalog catalog, IKubeClient client, IWorkScheduler work, TimeProvider time, ILogger<FlowControlFollower> logger)
    : ServerLoops(work, time, logger)
{
    private const string Group = "flowcontrol.apiserver.k8s.io";

    private readonly IFlowControlHeed[] _heeds = [.. heeds];
    private readonly WatchSignal _bell = new();
    private readonly FollowedObjects<V1FlowSchema> _schemas = new();
    private readonly FollowedObjects<V1PriorityLevelConfiguration> _levels = new();

    public override Task StartedAsync(CancellationToken cancellationToken)
    {
        if (catalog.Current.TryFind(new GroupVersionResource(Group, "v1", "flowschemas"), out _)
            && catalog.Current.TryFind(new GroupVersionResource(Group, "v1", "prioritylevelconfigurations"), out _))
        {
            Stopping.UnsafeRegister(static bell => ((WatchSignal)bell!).Set(), _bell);
            Repeat("api.flowcontrol.levels", () => FollowAsync(_levels));
            Repeat("api.flowcontrol.schemas", () => FollowAsync(_schemas));
            Repeat("api.flowcontrol", TellAsync);
        }

        return Task.CompletedTask;
    }

    private async Task TellAsync()
    {
        await _bell.WaitAsync();
        if (Stopping.IsCancellationRequested || _schemas.All is not { } schemas || _levels.All is not { } levels) return;
        try
        {
            foreach (var heed in _heeds) await heed.HeedAsync(schemas, levels, Stopping);
        }
        catch
        {
            // It is told again after the pause that follows.
            _bell.Set();
            throw;
        }
    }

    private async Task FollowAsync<T>(FollowedObjects<T> known)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var list = await client.For<T>().ListAsync("", ListOptions.Default, Stopping);
        known.Replace(list.Items);
        _bell.Set();
        await foreach (var change in client.For<T>().WatchAsync("", new ListOptions { ResourceVersion = list.ResourceVersion }, Stopping))
            if (known.Apply(change.Type, change.Object)) _bell.Set();
        await PauseAsync();
    }

    /// <summary>The objects of one resource as last heard; null before the first list.</summary>
    private sealed class FollowedObjects<T>
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        private readonly Lock _gate = new();
        private SortedDictionary<string, T>? _known;

        public T[]? All
        {
            get
            {
                lock (_gate) return _known is null ? null : [.. _known.Values];
            }
        }

        public void Replace(IEnumerable<T> all)
        {
            lock (_gate)
            {
                _known = new SortedDictionary<string, T>(StringComparer.Ordinal);
                foreach (var obj in all) _known[obj.Metadata.Name!] = obj;
            }
        }

        public bool Apply(WatchEventType type, T obj)
        {
            if (type is not (WatchEventType.Added or WatchEventType.Modified or WatchEventType.Deleted)) return false;
            lock (_gate)
            {
                if (type == WatchEventType.Deleted) _known!.Remove(obj.Metadata.Name!);
                else _known![obj.Metadata.Name!] = obj;
            }

            return true;
        }
    }
}
