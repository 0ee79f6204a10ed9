using Kube.Api.Client;
using Kube.Api.Client.Caches;
using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Api.Requests;
using Kube.Controllers.Ownership;
using Kube.Controllers.Pods;

namespace Kube.Controllers.ReplicaSets;

/// <summary>Replication controllers, seen as replica sets.</summary>
internal sealed class ReplicationControllerOwner(IKubeClient client, IResourceCache<V1ReplicationController> controllers) : IReplicaOwner
{
    public string Kind => V1ReplicationController.KubeKind;

    public string ApiVersion => V1ReplicationController.KubeApiVersion;

    public V1ReplicaSet? Find(ObjectKey key) => controllers.TryGet(key, out var controller) ? AsSet(controller) : null;

    public IKubernetesObject<V1ObjectMeta> Original(V1ReplicaSet set) => Named(set);

    public IEnumerable<V1ReplicaSet> List(string ns) => controllers.List(ns).Select(AsSet);

    public ValueTask<IReadOnlyList<V1Pod>> ClaimAsync(V1ReplicaSet set, IEnumerable<V1Pod> candidates, CancellationToken cancellationToken)
    {
        var selector = Selecting.Read(set.Spec.Selector);
        return new ChildClaims<V1ReplicationController, V1Pod>(client, Named(set), pod => selector.Selects(pod.Metadata)).ClaimAsync(candidates, cancellationToken);
    }

    public async ValueTask UpdateStatusAsync(V1ReplicaSet set, V1ReplicaSetStatus status, CancellationToken cancellationToken)
    {
        var key = new ObjectKey(set.Metadata.Namespace!, set.Metadata.Name!);
        var copy = controllers.TryGet(key, out var known) ? known.DeepClone() : await client.For<V1ReplicationController>().GetAsync(key, cancellationToken);
        for (var attempt = 0; ; attempt++)
        {
            copy.Status = StatusOf(status);
            try
            {
                await client.For<V1ReplicationController>().UpdateAsync(key, "status", copy, WriteOptions.Default, cancellationToken);
                return;
            }
            catch (ConflictException) when (attempt == 0)
            {
                copy = await client.For<V1ReplicationController>().GetAsync(key, cancellationToken);
            }
        }
    }

    private static V1ReplicationController Named(V1ReplicaSet set) => new() { Metadata = set.Metadata };

    private static V1ReplicaSet AsSet(V1ReplicationController controller) => new()
    {
        Metadata = controller.Metadata,
        Spec = new()
        {
            Replicas = controller.Spec.Replicas,
            MinReadySeconds = controller.Spec.MinReadySeconds,
            Selector = controller.Spec.Selector is { Count: > 0 } labels ? new() { MatchLabels = labels } : null,
            Template = controller.Spec.Template ?? new(),
        },
        Status = new()
        {
            Replicas = controller.Status.Replicas,
            FullyLabeledReplicas = controller.Status.FullyLabeledReplicas,
            ReadyReplicas = controller.Status.ReadyReplicas,
            AvailableReplicas = controller.Status.AvailableReplicas,
            ObservedGeneration = controller.Status.ObservedGeneration,
            Conditions = controller.Status.Conditions?.ConvertAll(condition => new V1ReplicaSetCondition
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
