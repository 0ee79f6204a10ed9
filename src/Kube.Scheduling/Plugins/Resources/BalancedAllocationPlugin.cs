using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Kube.Scheduling.Cycle;
using Kube.Scheduling.Framework;
using Kube.Scheduling.Snapshot;

namespace Kube.Scheduling.Plugins.Resources;

/// <summary>Prefers nodes whose resources would be taken to like degrees. Pods that ask for nothing are left alone, or they would crowd one node.</summary>
internal sealed class BalancedAllocationPlugin(IReadOnlyList<string> resources) : IColumnScore
{
    private const double MaxScore = 100;

    public string Name => PluginNames.NodeResourcesBalancedAllocation;

    public bool IsLocalScore => true;

    public Normalization Normalization => Normalization.None;

    public object? CompileScore(PodInfo pod, ClusterModel cluster)
    {
        var columns = cluster.Nodes.Resources;
        ScoredResource[] scored = [.. resources.Select(name => new ScoredResource(columns.Of(name), columns.Of(name), pod.Shape.Requests.Of(name), 1))];
        return scored.All(static resource => resource.Amount == 0) ? null : scored;
    }

    public void AddScores(object compiled, NodeColumns nodes, ReadOnlySpan<ulong> feasible, int weight, Span<int> totals)
    {
        var scored = (ScoredResource[])compiled;
        var row = 0;
        if (scored is [var first, var second])
        {
            for (; row <= totals.Length - 4; row += 4)
            {
                var deviation = Vector256.Abs(Fraction(first, row) - Fraction(second, row)) / 2;
                var both = Vector256.GreaterThan(Allocatable(first, row), Vector256<double>.Zero) & Vector256.GreaterThan(Allocatable(second, row), Vector256<double>.Zero);
                deviation = Vector256.ConditionalSelect(both, deviation, Vector256<double>.Zero);
                var scores = (Vector256<double>.One - deviation) * MaxScore;
                for (var lane = 0; lane < 4; lane++) totals[row + lane] += weight * (int)scores[lane];
            }
        }

        for (; row < totals.Length; row++) totals[row] += weight * ScoreRow(compiled, nodes, row);
    }

    public int ScoreRow(object compiled, NodeColumns nodes, int row)
    {
        var scored = (ScoredResource[])compiled;
        Span<double> fractions = stackalloc double[Math.Min(scored.Length, 16)];
        var count = 0;
        var sum = 0.0;
        foreach (var resource in scored)
        {
            var allocatable = resource.Allocatable.Allocatable[row];
            if (allocatable == 0 || count == fractions.Length) continue;
            var fraction = Math.Min((resource.Requested.Requested[row] + resource.Amount) / allocatable, 1);
            fractions[count++] = fraction;
            sum += fraction;
        }

        return (int)((1 - Deviation(fractions[..count], sum)) * MaxScore);
    }

    private static double Deviation(ReadOnlySpan<double> fractions, double sum)
    {
        if (fractions.Length == 2) return Math.Abs((fractions[0] - fractions[1]) / 2);
        if (fractions.Length < 2) return 0;
        var mean = sum / fractions.Length;
        var squares = 0.0;
        foreach (var fraction in fractions) squares += (fraction - mean) * (fraction - mean);
        return Math.Sqrt(squares / fractions.Length);
    }

    private static Vector256<double> Allocatable(ScoredResource resource, int row) =>
        Vector256.LoadUnsafe(ref MemoryMarshal.GetArrayDataReference(resource.Allocatable.Allocatable), (nuint)row);

    private static Vector256<double> Fraction(ScoredResource resource, int row)
    {
        var requested = Vector256.LoadUnsafe(ref MemoryMarshal.GetArrayDataReference(resource.Requested.Requested), (nuint)row) + Vector256.Create(resource.Amount);
        return Vector256.Min(requested / Allocatable(resource, row), Vector256<double>.One);
    }
}
