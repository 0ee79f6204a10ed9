using Kube.Api.Client.Caches;
using Kube.Api.Models;
using Kube.Controllers.NodeLifecycle;
using Kube.Controllers.Runtime;

namespace Kube.Controllers.TaintEviction;

/// <summary>Turns changes of nodes' taints into keys of their pods. Heartbeats concern nobody.</summary>
internal sealed class TaintedNodeEvents(IResourceCache<V1Pod> pods, IReconcileQueue queue) : ICacheHandler<V1Node>
{
    public void Added(V1Node obj, bool isInitial)
    {
        if (Taints(obj).Any()) Queue(obj, isInitial);
    }

    public void Updated(V1Node old, V1Node current)
    {
        if (!Taints(old).SequenceEqual(Taints(current))) Queue(current, isInitial: false);
    }

    public void Deleted(V1Node last) => Queue(last, isInitial: false);

    private static IEnumerable<(string, string?)> Taints(V1Node node) =>
        (node.Spec.Taints ?? []).Where(taint => taint.Effect == NodeTaints.NoExecute).Select(taint => (taint.Key, taint.Value));

    private void Queue(V1Node node, bool isInitial)
    {
        foreach (var pod in pods.Find(NodePods.Index, node.Metadata.Name!)) queue.Add(pod.Key(), isInitial);
    }
}
