using System.Numerics;
using Kube.Scheduling.Snapshot;

namespace Kube.Scheduling.Plugins.Topology;

/// <summary>How crowded the domain of each node is, by one constraint. The more domains there are, the more each one's crowd weighs.</summary>
internal static class SpreadScores
{
    public static bool HasAllDomains(SpreadConstraint[] constraints, int row)
    {
        foreach (var constraint in constraints)
            if (constraint.Column.Values[row] == 0) return false;
        return true;
    }

    public static void Add(SpreadConstraint constraint, SpreadConstraint[] all, NodeColumns nodes, ReadOnlySpan<ulong> feasible, Span<double> scores)
    {
        var column = constraint.Column;
        var counts = new long[column.Symbols.Count];
        var exists = new bool[counts.Length];
        var (domains, rows) = (0, 0);
        for (var word = 0; word < feasible.Length; word++)
        {
            for (var bits = feasible[word]; bits != 0; bits &= bits - 1)
            {
                var row = (word << 6) + BitOperations.TrailingZeroCount(bits);
                if (!HasAllDomains(all, row)) continue;
                rows++;
                if (exists[column.Values[row]]) continue;
                exists[column.Values[row]] = true;
                domains++;
            }
        }

        var weight = Math.Log((constraint.IsHostname ? rows : domains) + 2);
        if (!constraint.IsHostname) Count(constraint, all, nodes, exists, counts);
        for (var row = 0; row < scores.Length; row++)
        {
            if (!RowMask.Has(feasible, row) || !HasAllDomains(all, row)) continue;
            var pods = constraint.IsHostname ? constraint.Matches.At(row) : counts[column.Values[row]];
            scores[row] += pods * weight + (constraint.MaxSkew - 1);
        }
    }

    private static void Count(SpreadConstraint constraint, SpreadConstraint[] all, NodeColumns nodes, bool[] exists, long[] counts)
    {
        for (var row = 0; row < nodes.RowCount; row++)
        {
            if (constraint.Matches.At(row) is not (> 0 and var pods) || !nodes.IsNode(row)) continue;
            if (HasAllDomains(all, row) && constraint.Counts(nodes, row) && exists[constraint.Column.Values[row]]) counts[constraint.Column.Values[row]] += pods;
        }
    }
}
