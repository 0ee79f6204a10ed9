using Kube.Api.Models;

namespace Kube.Controllers.NodeLifecycle;

/// <summary>The taints that say what a node's conditions say.</summary>
internal static class NodeTaints
{
    public const string NotReady = "node.kubernetes.io/not-ready";
    public const string Unreachable = "node.kubernetes.io/unreachable";
    public const string Unschedulable = "node.kubernetes.io/unschedulable";
    public const string NoSchedule = "NoSchedule";
    public const string NoExecute = "NoExecute";

    private static readonly (string Condition, string Status, string Key)[] s_byCondition =
    [
        ("Ready", "False", NotReady),
        ("Ready", "Unknown", Unreachable),
        ("MemoryPressure", "True", "node.kubernetes.io/memory-pressure"),
        ("DiskPressure", "True", "node.kubernetes.io/disk-pressure"),
        ("NetworkUnavailable", "True", "node.kubernetes.io/network-unavailable"),
        ("PIDPressure", "True", "node.kubernetes.io/pid-pressure"),
    ];

    /// <summary>The taints that a node has to have against new pods; no others of these keys.</summary>
    public static IReadOnlyList<string> AgainstScheduling(V1Node node)
    {
        var keys = s_byCondition.Where(entry => Condition(node, entry.Condition)?.Status == entry.Status).Select(entry => entry.Key).ToList();
        if (node.Spec.Unschedulable == true) keys.Add(Unschedulable);
        return keys;
    }

    /// <summary>The taints of a node as they have to be, against new pods.</summary>
    /// <returns>Null when they are.</returns>
    public static List<V1Taint>? FixScheduling(V1Node node, DateTimeOffset now)
    {
        var wanted = AgainstScheduling(node);
        return Fix(node, taint => taint.Effect == NoSchedule && IsOurs(taint.Key), [.. wanted.Select(key => (key, NoSchedule))], now);
    }

    /// <summary>The taints of a node as they have to be, against the pods on it.</summary>
    /// <param name="node">The node.</param>
    /// <param name="key">The one that it has to have; null: none.</param>
    /// <param name="now">The time.</param>
    /// <returns>Null when they are.</returns>
    public static List<V1Taint>? FixExecution(V1Node node, string? key, DateTimeOffset now) =>
        Fix(node, taint => taint.Effect == NoExecute && taint.Key is (NotReady or Unreachable), key is null ? [] : [(key, NoExecute)], now);

    public static bool Has(V1Node node, string key, string effect) => node.Spec.Taints?.Exists(taint => taint.Key == key && taint.Effect == effect) == true;

    public static V1NodeCondition? Condition(V1Node node, string type) => node.Status.Conditions?.Find(condition => condition.Type == type);

    private static bool IsOurs(string key) => key == Unschedulable || s_byCondition.Any(entry => entry.Key == key);

    private static List<V1Taint>? Fix(V1Node node, Func<V1Taint, bool> isOurs, List<(string Key, string Effect)> wanted, DateTimeOffset now)
    {
        var taints = node.Spec.Taints ?? [];
        var kept = taints.FindAll(taint => !isOurs(taint) || wanted.Contains((taint.Key, taint.Effect)));
        var missing = wanted.FindAll(entry => !Has(node, entry.Key, entry.Effect));
        if (kept.Count == taints.Count && missing.Count == 0) return null;
        // Times on the wire have whole seconds.
        var at = new DateTime(now.UtcTicks - (now.UtcTicks % TimeSpan.TicksPerSecond), DateTimeKind.Utc);
        return [.. kept, .. missing.Select(entry => new V1Taint { Key = entry.Key, Effect = entry.Effect, TimeAdded = at })];
    }
}
