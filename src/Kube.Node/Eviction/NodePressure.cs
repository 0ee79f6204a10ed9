using Kube.Api.Models;
using Kube.Node.Status;

namespace Kube.Node.Eviction;

/// <summary>Under which pressure the node is. Written by the eviction loop, read by anyone.</summary>
internal sealed class NodePressure
{
    private volatile IReadOnlyList<string> _conditions = [];
    private volatile bool _shutsDown;

    /// <summary>The conditions that hold: <c>MemoryPressure</c>, <c>DiskPressure</c>, <c>PIDPressure</c>.</summary>
    public IReadOnlyList<string> Conditions
    {
        get => _conditions;
        set => _conditions = value;
    }

    public bool ShutsDown
    {
        get => _shutsDown;
        set => _shutsDown = value;
    }

    /// <summary>Why a pod is not taken now; null: it is.</summary>
    public PodVerdict? Refuse(V1Pod pod)
    {
        if (ShutsDown) return new("NodeShutdown", "Pod was rejected as the node is shutting down.");
        var conditions = Conditions;
        if (conditions.Count == 0 || EvictionRanking.IsCritical(pod)) return null;
        if (conditions is ["MemoryPressure"] && (pod.Status?.QosClass is not (null or "BestEffort") || Tolerates(pod))) return null;
        return new("Evicted", $"The node had condition: {Agent.GoText.List(conditions)}. ");
    }

    private static bool Tolerates(V1Pod pod) => (pod.Spec.Tolerations ?? []).Any(toleration =>
        (string.IsNullOrEmpty(toleration.Effect) || toleration.Effect == "NoSchedule")
        && (toleration.Key == "node.kubernetes.io/memory-pressure" || (string.IsNullOrEmpty(toleration.Key) && toleration.Operator == "Exists")));
}
