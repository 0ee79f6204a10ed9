using Kube.Api.Client;
using Kube.Api.Client.Caches;
using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Controllers.Runtime;

namespace Kube.Controllers.EndpointSlices;

/// <summary>Mirrors Endpoints that somebody else keeps into endpoint slices, for services without a selector.</summary>
internal sealed class MirroringReconciler : IReconciler<V1Endpoints>
{
    private readonly IResourceCache<V1Endpoints> _endpoints;
    private readonly IResourceCache<V1Service> _services;
    private readonly IResourceCache<V1EndpointSlice> _slices;
    private readonly SliceWriter _writer;

    public MirroringReconciler(IKubeClient client, IResourceCache<V1Endpoints> endpoints, IResourceCache<V1Service> services, IResourceCache<V1EndpointSlice> slices)
    {
        _endpoints = endpoints;
        _services = services;
        _slices = slices;
        _writer = new SliceWriter(client);
        slices.AddIndex(EndpointSliceReconciler.ByService);
    }

    /// <summary>The endpoints that a slice of this controller's mirrors.</summary>
    public static IEnumerable<ObjectKey> EndpointsOf(V1EndpointSlice slice) =>
        EndpointSliceReconciler.IsManagedBy(slice, SliceNames.MirroringController) && slice.Metadata.Labels!.GetValueOrDefault(SliceNames.ServiceName) is { Length: > 0 } name
            ? [new(slice.Metadata.Namespace!, name)]
            : [];

    public async ValueTask<ReconcileResult> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        var existing = _slices.Find(EndpointSliceReconciler.ByService, $"{SliceNames.MirroringController}/{key}").Where(slice => slice.Metadata.DeletionTimestamp is null).ToList();
        if (!_writer.IsCurrent(key, existing))
        {
            _writer.Forget(key);
            return ReconcileResult.RequeueAfter(TimeSpan.FromMilliseconds(50));
        }

        var wanted = _services.TryGet(key, out var service) && _endpoints.TryGet(key, out var endpoints) && endpoints.Metadata.DeletionTimestamp is null
            && MirroredSlices.IsWanted(endpoints, service) ? endpoints : null;
        var plan = wanted is null ? new SlicePlan([], [], existing) : MirroredSlices.Plan(wanted, existing);
        var triggered = wanted?.Metadata.Annotations?.GetValueOrDefault(SliceNames.TriggerTime) is { } text && DateTimeOffset.TryParse(text, out var time) ? time.UtcDateTime : (DateTime?)null;
        try
        {
            await _writer.ApplyAsync(key, plan, mayCreate: true, triggered, cancellationToken);
        }
        catch (Exception e) when (e is ConflictException or NotFoundException)
        {
            return ReconcileResult.RequeueAfter(TimeSpan.FromMilliseconds(50));
        }

        return ReconcileResult.Done;
    }
}
