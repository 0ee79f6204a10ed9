using Kube.Api.Models;

namespace Kube.Controllers.NodeLifecycle;

/// <summary>When a node was last heard of, as far as this process has seen: clocks of nodes are not trusted.</summary>
/// <param name="node">The node as it was first seen.</param>
internal sealed class NodeHealth(V1Node node)
{
    private static readonly string[] s_conditions = ["Ready", "MemoryPressure", "DiskPressure", "PIDPressure"];

    private DateTime? _heartbeat;
    private DateTime? _renewed;
    private string? _status;

    /// <summary>The node as it was last seen.</summary>
    public V1Node Node { get; private set; } = node;

    /// <summary>When it was last heard of.</summary>
    public DateTimeOffset HeardAt { get; set; }

    /// <summary>Whether its pods still have to be marked as not ready.</summary>
    public bool MustMarkPods { get; set; }

    /// <summary>Takes note of a node and its lease.</summary>
    public void Observe(V1Node node, V1Lease? lease, DateTimeOffset now)
    {
        Node = node;
        var ready = NodeTaints.Condition(node, "Ready");
        if (HeardAt == default)
        {
            // Of one never heard of the clock starts at its creation.
            HeardAt = ready is null && node.Metadata.CreationTimestamp is { } created ? new DateTimeOffset(created, TimeSpan.Zero) : now;
            (_heartbeat, _status, _renewed) = (ready?.LastHeartbeatTime, ready?.Status, lease?.Spec.RenewTime);
            return;
        }

        // A status that this controller wrote itself is no sign of life: it keeps the heartbeat's time.
        if (ready?.LastHeartbeatTime != _heartbeat || (ready?.Status != _status && ready?.Status != "Unknown")) HeardAt = now;
        if (lease?.Spec.RenewTime is { } renewed && (_renewed is null || renewed > _renewed)) HeardAt = now;
        (_heartbeat, _status) = (ready?.LastHeartbeatTime, ready?.Status);
        _renewed = lease?.Spec.RenewTime ?? _renewed;
    }

    /// <summary>The node's conditions when it has not been heard of for too long.</summary>
    /// <returns>Null while nothing has to change.</returns>
    public List<V1NodeCondition>? Silence(V1Node node, NodeLifecycleOptions options, DateTimeOffset now)
    {
        var grace = NodeTaints.Condition(node, "Ready") is null ? options.StartupGracePeriod : options.MonitorGracePeriod;
        if (HeardAt + grace >= now) return null;
        var conditions = (node.Status.Conditions ?? []).ConvertAll(condition => condition.DeepClone());
        var changed = false;
        foreach (var type in s_conditions)
        {
            var current = conditions.Find(condition => condition.Type == type);
            if (current is null)
            {
                conditions.Add(new()
                {
                    Type = type, Status = "Unknown", Reason = "NodeStatusNeverUpdated", Message = "Kubelet never posted node status.",
                    LastHeartbeatTime = node.Metadata.CreationTimestamp, LastTransitionTime = now.UtcDateTime,
                });
                changed = true;
            }
            else if (current.Status != "Unknown")
            {
                (current.Status, current.Reason, current.Message) = ("Unknown", "NodeStatusUnknown", "Kubelet stopped posting node status.");
                current.LastTransitionTime = now.UtcDateTime;
                changed = true;
            }
        }

        return changed ? conditions : null;
    }
}
