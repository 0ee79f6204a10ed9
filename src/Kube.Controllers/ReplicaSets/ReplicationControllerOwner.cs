using Kube.Api.Client;
using Kube.Api.Client.Caches;
using Kube.Api.Models;

namespace Kube.Controllers.ReplicaSets;

/// <summary>Replication controllers, seen as replica sets.</summary>
internal sealed class ReplicationControllerOwner(IKubeClient client, IResourceCache<V1ReplicationController> controllers)
    : ReplicaOwner<V1ReplicationController>(client, controllers)
{
    public override string Kind => V1ReplicationController.KubeKind;

    public override string ApiVersion => V1ReplicationController.KubeApiVersion;

    protected override V1ReplicationController Named(V1ReplicaSet set) => new() { Metadata = set.Metadata };

    protected override void SetStatus(V1ReplicationController owner, V1ReplicaSetStatus status) => owner.Status = StatusOf(status);

    protected override V1ReplicaSet AsSet(V1ReplicationController owner) => new()
    {
        Metadata = owner.Metadata,
        Spec = new()
        {
            Replicas = owner.Spec.Replicas,
            MinReadySeconds = owner.Spec.MinReadySeconds,
            Selector = owner.Spec.Selector is { Count: > 0 } labels ? new() { MatchLabels = labels } : null,
            Template = owner.Spec.Template ?? new(),
        },
        Status = new()
        {
            Replicas = owner.Status.Replicas,
            FullyLabeledReplicas = owner.Status.FullyLabeledReplicas,
            ReadyReplicas = owner.Status.ReadyReplicas,
            AvailableReplicas = owner.Status.AvailableReplicas,
            ObservedGeneration = owner.Status.ObservedGeneration,
            Conditions = owner.Status.Conditions?.ConvertAll(condition => new V1ReplicaSetCondition
            {
                Type = condition.Type, Status = condition.Status, LastTransitionTime = condition.LastTransitionTime, Reason = condition.Reason, Message = condition.Message,
            }),
        },
    };

    private static V1ReplicationControllerStatus StatusOf(V1ReplicaSetStatus status) => new()
    {
        Replicas = status.Replicas,
        FullyLabeledReplicas = status.FullyLabeledReplicas,
        ReadyReplicas = status.ReadyReplicas,
        AvailableReplicas = status.AvailableReplicas,
        ObservedGeneration = status.ObservedGeneration,
        Conditions = status.Conditions?.ConvertAll(condition => new V1ReplicationControllerCondition
        {
            Type = condition.Type, Status = condition.Status, LastTransitionTime = condition.LastTransitionTime, Reason = condition.Reason, Message = condition.Message,
        }),
    };
}
