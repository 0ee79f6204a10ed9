using Kube.Api.Client;
using Kube.Api.Client.Caches;
using Kube.Api.Client.Events;
using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Api.Requests;
using Kube.Controllers.Pods;

namespace Kube.Controllers.NodeLifecycle;

/// <summary>What the node controller says of nodes, and of the pods on them.</summary>
internal sealed class NodeActions(IKubeClient client, IEventRecorder events, IResourceCache<V1Pod> pods, TimeProvider time)
{
    /// <summary>Replaces a node's conditions.</summary>
    /// <exception cref="ConflictException">The node was newer: decide again.</exception>
    public async ValueTask<V1Node> SetConditionsAsync(V1Node node, List<V1NodeCondition> conditions, CancellationToken cancellationToken)
    {
        var copy = node.DeepClone();
        copy.Status.Conditions = conditions;
        return await client.For<V1Node>().UpdateAsync(new ObjectKey(node.Metadata.Name!), "status", copy, WriteOptions.Default, cancellationToken);
    }

    /// <summary>Tells of a node that is no longer ready.</summary>
    public void ReportNotReady(V1Node node) => Report(node, "NodeNotReady", $"Node {node.Metadata.Name} status is now: NodeNotReady");

    /// <summary>Tells of a node that is seen for the first time.</summary>
    public void ReportNew(V1Node node) => Report(node, "RegisteredNode", $"Node {node.Metadata.Name} event: Registered Node {node.Metadata.Name} in Controller");

    /// <summary>Tells of a node that is gone.</summary>
    public void ReportGone(V1Node node) => Report(node, "RemovingNode", $"Node {node.Metadata.Name} event: Removing Node {node.Metadata.Name} from Controller");

    /// <summary>Marks a node's pods as not ready: their own agent cannot.</summary>
    public async ValueTask MarkPodsNotReadyAsync(string node, CancellationToken cancellationToken)
    {
        foreach (var pod in pods.Find(NodePods.Index, node))
        {
            if (PodStates.Condition(pod, "Ready") is not { Status: "True" }) continue;
            var copy = pod.DeepClone();
            var ready = PodStates.Condition(copy, "Ready")!;
            ready.Status = "False";
            ready.LastTransitionTime = time.GetUtcNow().UtcDateTime;
            events.Event(pod, EventTypes.Warning, "NodeNotReady", "Node is not ready");
            try
            {
                await client.For<V1Pod>().UpdateAsync(new(pod.Metadata.Namespace!, pod.Metadata.Name!), "status", copy, WriteOptions.Default, cancellationToken);
            }
            catch (NotFoundException)
            {
                // Gone meanwhile.
            }
        }
    }

    private void Report(V1Node node, string reason, string message) => events.Event(
        new V1ObjectReference { Kind = "Node", ApiVersion = "v1", Name = node.Metadata.Name, Uid = node.Metadata.Uid }, EventTypes.Normal, reason, message);
}
