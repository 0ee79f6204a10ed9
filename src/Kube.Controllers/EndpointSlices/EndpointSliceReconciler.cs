using Kube.Api.Client;
using Kube.Api.Client.Caches;
using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Controllers.Pods;
using Kube.Controllers.Runtime;

namespace Kube.Controllers.EndpointSlices;

/// <summary>Keeps the endpoint slices of services with selectors.</summary>
internal sealed class EndpointSliceReconciler : IReconciler<V1Service>
{
    /// <summary>Files the slices of this controller and the mirroring one under the service they belong to.</summary>
    public static CacheIndex<V1EndpointSlice> ByService { get; } = new("managed service", slice => KeyOf(slice) is { } key ? [key] : []);

    private readonly IResourceCache<V1Service> _services;
    private readonly IResourceCache<V1Pod> _pods;
    private readonly IResourceCache<V1Node> _nodes;
    private readonly IResourceCache<V1EndpointSlice> _slices;
    private readonly SliceWriter _writer;
    private readonly TriggerTimes _triggers = new();

    public EndpointSliceReconciler(
        IKubeClient client, IResourceCache<V1Service> services, IResourceCache<V1Pod> pods, IResourceCache<V1Node> nodes, IResourceCache<V1EndpointSlice> slices,
        IReconcileQueue queue)
    {
        _services = services;
        _pods = pods;
        _nodes = nodes;
        _slices = slices;
        _writer = new SliceWriter(client);
        services.AddIndex(ServiceSelectors.Index);
        slices.AddIndex(ByService);
        pods.AddIndex(PodLabels.Index);
        PodEvents = new ServicePodEvents(services, queue);
    }

    /// <summary>Hears of pods.</summary>
    public ICacheHandler<V1Pod> PodEvents { get; }

    /// <summary>The service of a slice of this controller's.</summary>
    public static IEnumerable<ObjectKey> ServiceOf(V1EndpointSlice slice) =>
        IsManagedBy(slice, SliceNames.Controller) && slice.Metadata.Labels!.GetValueOrDefault(SliceNames.ServiceName) is { Length: > 0 } name
            ? [new(slice.Metadata.Namespace!, name)]
            : [];

    public static bool IsManagedBy(V1EndpointSlice slice, string controller) => slice.Metadata.Labels?.GetValueOrDefault(SliceNames.ManagedBy) == controller;

    public async ValueTask<ReconcileResult> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        if (!_services.TryGet(key, out var service))
        {
            _triggers.Forget(key);
            _writer.Forget(key);
            return ReconcileResult.Done;
        }

        if (!ServicePods.IsManaged(service)) return ReconcileResult.Done;
        var existing = _slices.Find(ByService, $"{SliceNames.Controller}/{key}").Where(slice => slice.Metadata.DeletionTimestamp is null).ToList();
        // The event of what was written last is on its way; if it was deleted instead, a short wait ends the wait for it.
        if (!_writer.IsCurrent(key, existing))
        {
            _writer.Forget(key);
            return ReconcileResult.RequeueAfter(TimeSpan.FromMilliseconds(50));
        }

        var pods = PodLabels.Selected(_pods, key.Namespace, service.Spec.Selector);
        var triggered = _triggers.Next(service, pods);
        var plan = ServiceSlices.Plan(service, pods, existing, name => _nodes.TryGet(new(name), out var node) ? node : null, out var missing);
        try
        {
            await _writer.ApplyAsync(key, plan, service.Metadata.DeletionTimestamp is null, triggered, cancellationToken);
        }
        catch (Exception e) when (e is ConflictException or NotFoundException)
        {
            return ReconcileResult.RequeueAfter(TimeSpan.FromMilliseconds(50));
        }

        return missing ? ReconcileResult.RequeueAfter(TimeSpan.FromSeconds(1)) : ReconcileResult.Done;
    }

    private static string? KeyOf(V1EndpointSlice slice) =>
        slice.Metadata.Labels?.GetValueOrDefault(SliceNames.ServiceName) is { Length: > 0 } name
            ? $"{slice.Metadata.Labels.GetValueOrDefault(SliceNames.ManagedBy)}/{slice.Metadata.Namespace}/{name}"
            : null;
}
