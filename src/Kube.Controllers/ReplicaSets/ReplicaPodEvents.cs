using Kube.Api.Client;
using Kube.Api.Models;
using Kube.Controllers.Expectations;
using Kube.Controllers.Ownership;
using Kube.Controllers.Pods;
using Kube.Controllers.Runtime;

namespace Kube.Controllers.ReplicaSets;

/// <summary>Hears of the pods of sets.</summary>
internal sealed class ReplicaPodEvents(IReplicaOwner owners, ControllerExpectations expectations, IReconcileQueue queue) : OwnedPodEvents(expectations, queue)
{
    // The controller by name and uid: one of the same name that came after it is not the owner.
    protected override ObjectKey? OwnerOf(V1Pod pod)
    {
        if (OwnerReferences.ControllerOf(pod) is not { } reference || reference.Kind != owners.Kind || reference.ApiVersion != owners.ApiVersion) return null;
        var key = new ObjectKey(pod.Metadata.Namespace!, reference.Name);
        return owners.Find(key)?.Metadata.Uid == reference.Uid ? key : null;
    }

    protected override IEnumerable<ObjectKey> AdoptersOf(V1Pod orphan) => owners.List(orphan.Metadata.Namespace!)
        .Where(set => Selecting.Read(set.Spec.Selector).Selects(orphan.Metadata)).Select(static set => set.Key());

    // Ready now: it becomes available without any further event.
    protected override void Changed(ObjectKey owner, V1Pod old, V1Pod current)
    {
        if (!PodStates.IsReady(old) && PodStates.IsReady(current) && owners.Find(owner)?.Spec.MinReadySeconds is { } seconds and > 0)
            Queue.AddAfter(owner, TimeSpan.FromSeconds(seconds + 1));
    }
}
