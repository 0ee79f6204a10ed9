using System.Globalization;
using Kube.Api.Models;

namespace Kube.Controllers.Pods;

/// <summary>Which pods go first when there are too many: those whose loss costs least come first.</summary>
/// <param name="related">How many active pods of related sets run on a node, by node name.</param>
/// <param name="now">The time; ages are compared on a logarithmic scale.</param>
/// <remarks>The order is upstream's <c>ActivePodsWithRanks</c> of 1.36.</remarks>
internal sealed class PodDeletionRanking(IReadOnlyDictionary<string, int> related, DateTimeOffset now) : IComparer<V1Pod>
{
    /// <summary>The annotation by which a pod says what its loss costs.</summary>
    public const string CostAnnotation = "controller.kubernetes.io/pod-deletion-cost";

    public int Compare(V1Pod? x, V1Pod? y)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        var order = IsAssigned(x).CompareTo(IsAssigned(y));
        if (order == 0) order = Phase(x).CompareTo(Phase(y));
        if (order == 0) order = PodStates.IsReady(x).CompareTo(PodStates.IsReady(y));
        if (order == 0) order = Cost(x).CompareTo(Cost(y));
        if (order == 0) order = Rank(y).CompareTo(Rank(x));
        if (order == 0 && PodStates.IsReady(x)) order = Age(PodStates.ReadySince(x), PodStates.ReadySince(y), x, y);
        if (order == 0) order = Restarts(x, y);
        if (order == 0) order = Age(x.Metadata.CreationTimestamp, y.Metadata.CreationTimestamp, x, y);
        if (order == 0) order = string.CompareOrdinal(x.Metadata.Uid, y.Metadata.Uid);
        return order;
    }

    /// <summary>The first of the ranking; the rest stays.</summary>
    public IReadOnlyList<V1Pod> First(IEnumerable<V1Pod> pods, int count)
    {
        var ranked = pods.ToList();
        if (count < ranked.Count) ranked.Sort(this);
        return count < ranked.Count ? ranked.GetRange(0, count) : ranked;
    }

    private static bool IsAssigned(V1Pod pod) => !string.IsNullOrEmpty(pod.Spec.NodeName);

    private static int Phase(V1Pod pod) => pod.Status.Phase switch { PodStates.Pending => 0, PodStates.Unknown => 1, PodStates.Running => 2, _ => 0 };

    // A malformed cost counts as none, as upstream's lenient reading has it; a sign or leading zero is malformed.
    private static int Cost(V1Pod pod)
    {
        if (pod.Metadata.Annotations?.TryGetValue(CostAnnotation, out var text) != true || string.IsNullOrEmpty(text)) return 0;
        if (text[0] == '+' || (text.Length > 1 && text[0] == '0')) return 0;
        return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var cost) ? cost : 0;
    }

    private int Rank(V1Pod pod) => related.GetValueOrDefault(pod.Spec.NodeName ?? "");

    // An unknown time counts as the newest. Of two known ones the younger goes first when their ages are in different powers of two; within one the uid decides,
    // so that what goes is spread over the ages (upstream's LogarithmicScaleDown).
    private int Age(DateTime? timeX, DateTime? timeY, V1Pod x, V1Pod y)
    {
        if (timeX == timeY) return 0;
        if (timeX is null || timeY is null) return timeX is null ? -1 : 1;
        var order = Scale(timeX.Value).CompareTo(Scale(timeY.Value));
        return order != 0 ? order : string.CompareOrdinal(x.Metadata.Uid, y.Metadata.Uid);
    }

    private int Scale(DateTime since)
    {
        var nanoseconds = Math.Max(0, (now.UtcDateTime - since).Ticks) * 100;
        return nanoseconds == 0 ? -1 : System.Numerics.BitOperations.Log2((ulong)nanoseconds);
    }

    private static int Restarts(V1Pod x, V1Pod y)
    {
        var (regularX, sidecarX) = PodStates.Restarts(x);
        var (regularY, sidecarY) = PodStates.Restarts(y);
        return regularX != regularY ? regularY.CompareTo(regularX) : sidecarY.CompareTo(sidecarX);
    }
}
