using Kube.Store.Kv;

namespace Kube.Store.Embedded;

/// <summary>Evaluates a compare on the working state.</summary>
internal static class CompareEvaluator
{
    public static bool Holds(CommitGroup group, Compare compare)
    {
        if (compare.Range.IsSingle)
            return Holds(compare, group.Workspace.TryFind(compare.Range.Start.Span, out var slot) ? slot.Current : null);
        var any = false;
        foreach (var entry in group.View(group.Workspace.Revision).Ascending(compare.Range))
        {
            any = true;
            if (!Holds(compare, entry))
                return false;
        }
        return any || Holds(compare, null);
    }

    private static bool Holds(Compare compare, KeyValue? entry)
    {
        if (compare.Target == CompareTarget.Value)
            return entry is not null && Matches(compare.Result, entry.Value.Span.SequenceCompareTo(compare.Value.Span));
        var field = compare.Target switch
        {
            CompareTarget.Version => entry?.Version,
            CompareTarget.CreateRevision => entry?.CreateRevision,
            CompareTarget.ModRevision => entry?.ModRevision,
            CompareTarget.Lease or CompareTarget.Value or _ => entry?.Lease,
        };
        return Matches(compare.Result, (field ?? 0).CompareTo(compare.Number));
    }

    private static bool Matches(CompareResult result, int order) => result switch
    {
        CompareResult.Equal => order == 0,
        CompareResult.Greater => order > 0,
        CompareResult.Less => order < 0,
        CompareResult.NotEqual or _ => order != 0,
    };
}
