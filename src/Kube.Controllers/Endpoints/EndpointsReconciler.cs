using Kube.Api.Client;
using Kube.Api.Client.Caches;
using Kube.Api.Client.Events;
using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Api.Requests;
using Kube.Controllers.EndpointSlices;
using Kube.Controllers.Pods;
using Kube.Controllers.Runtime;

namespace Kube.Controllers.Endpoints;

/// <summary>Keeps the Endpoints of services with selectors.</summary>
internal sealed class EndpointsReconciler : IReconciler<V1Service>
{
    private readonly IResourceClient<V1Endpoints> _client;
    private readonly IEventRecorder _events;
    private readonly IResourceCache<V1Service> _services;
    private readonly IResourceCache<V1Pod> _pods;
    private readonly IResourceCache<V1Endpoints> _endpoints;
    private readonly TriggerTimes _triggers = new();

    public EndpointsReconciler(
        IKubeClient client, IEventRecorder events, IResourceCache<V1Service> services, IResourceCache<V1Pod> pods, IResourceCache<V1Endpoints> endpoints, IReconcileQueue queue)
    {
        _client = client.For<V1Endpoints>();
        _events = events;
        _services = services;
        _pods = pods;
        _endpoints = endpoints;
        services.AddIndex(ServiceSelectors.Index);
        pods.AddIndex(PodLabels.Index);
        PodEvents = new ServicePodEvents(services, queue);
    }

    /// <summary>Hears of pods.</summary>
    public ICacheHandler<V1Pod> PodEvents { get; }

    public async ValueTask<ReconcileResult> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        if (!_services.TryGet(key, out var service))
        {
            _triggers.Forget(key);
            await DeleteAsync(key, cancellationToken);
            return ReconcileResult.Done;
        }

        if (!ServicePods.IsManaged(service) || service.Metadata.DeletionTimestamp is not null) return ReconcileResult.Done;
        var pods = PodLabels.Selected(_pods, key.Namespace, service.Spec.Selector);
        var triggered = _triggers.Next(service, pods);
        var current = _endpoints.TryGet(key, out var known) ? known : null;
        var wanted = Wanted(service, pods, current, triggered);
        if (current is not null && IsSame(current, wanted)) return ReconcileResult.Done;
        return await WriteAsync(service, wanted, current is null, cancellationToken);
    }

    private static V1Endpoints Wanted(V1Service service, IReadOnlyList<V1Pod> pods, V1Endpoints? current, DateTime? triggered)
    {
        var wanted = current?.DeepClone() ?? new V1Endpoints { Metadata = new() { Name = service.Metadata.Name, Namespace = service.Metadata.Namespace } };
        wanted.Subsets = EndpointSubsets.Of(service, pods);
        wanted.Metadata.Labels = new(service.Metadata.Labels ?? []) { [SliceNames.EndpointsManagedBy] = SliceNames.EndpointsController };
        if (ServicePods.IsHeadless(service)) wanted.Metadata.Labels[SliceNames.Headless] = "";
        else wanted.Metadata.Labels.Remove(SliceNames.Headless);
        TriggerTimes.Note(wanted.Metadata, triggered);
        if (EndpointSubsets.Truncate(wanted.Subsets)) (wanted.Metadata.Annotations ??= [])[SliceNames.OverCapacity] = "truncated";
        else wanted.Metadata.Annotations?.Remove(SliceNames.OverCapacity);
        if (wanted.Subsets.Count == 0) wanted.Subsets = null;
        return wanted;
    }

    // The time of the trigger alone is no change.
    private static bool IsSame(V1Endpoints current, V1Endpoints wanted) =>
        EndpointSubsets.Same(current.Subsets, wanted.Subsets)
        && (current.Metadata.Labels ?? []).Count == wanted.Metadata.Labels!.Count
        && wanted.Metadata.Labels.All(pair => current.Metadata.Labels?.GetValueOrDefault(pair.Key) == pair.Value)
        && current.Metadata.Annotations?.GetValueOrDefault(SliceNames.OverCapacity) == wanted.Metadata.Annotations?.GetValueOrDefault(SliceNames.OverCapacity);

    private async ValueTask<ReconcileResult> WriteAsync(V1Service service, V1Endpoints wanted, bool create, CancellationToken cancellationToken)
    {
        try
        {
            if (create) await _client.CreateAsync(wanted, WriteOptions.Default, cancellationToken);
            else await _client.UpdateAsync(wanted, WriteOptions.Default, cancellationToken);
            return ReconcileResult.Done;
        }
        catch (Exception e) when (e is ConflictException or AlreadyExistsException || (e is NotFoundException && !create))
        {
            // The cache is behind what was written last: its event is on the way.
            return ReconcileResult.RequeueAfter(TimeSpan.FromMilliseconds(50));
        }
        catch (ApiException e) when (PodControl.IsNamespaceTerminating(e))
        {
            return ReconcileResult.Done;
        }
        catch (ApiException e)
        {
            if (create)
                _events.Event(service, EventTypes.Warning, "FailedToCreateEndpoint", $"Failed to create endpoint for service {service.Key()}: {e.Message}");
            else
                _events.Event(wanted, EventTypes.Warning, "FailedToUpdateEndpoint", $"Failed to update endpoint {service.Key()}: {e.Message}");
            throw;
        }
    }

    private async ValueTask DeleteAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        if (!_endpoints.TryGet(key, out _)) return;
        try
        {
            await _client.DeleteAsync(key, new V1DeleteOptions(), cancellationToken);
        }
        catch (NotFoundException)
        {
            // Gone already.
        }
    }
}
