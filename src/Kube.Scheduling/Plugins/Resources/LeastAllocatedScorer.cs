using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Kube.Scheduling.Plugins.Resources;

/// <summary>The more is left, the better.</summary>
internal sealed class LeastAllocatedScorer(IReadOnlyList<KeyValuePair<string, int>> weights) : ResourceScorer(weights)
{
    public override void AddScores(ScoredResource[] compiled, int weight, Span<int> totals)
    {
        var row = 0;
        for (; row <= totals.Length - 4; row += 4)
        {
            var scores = Vector256<double>.Zero;
            var counted = Vector256<double>.Zero;
            foreach (var resource in compiled)
            {
                var allocatable = Vector256.LoadUnsafe(ref MemoryMarshal.GetArrayDataReference(resource.Allocatable.Allocatable), (nuint)row);
                var requested = Vector256.LoadUnsafe(ref MemoryMarshal.GetArrayDataReference(resource.Requested.Requested), (nuint)row) + Vector256.Create(resource.Amount);
                var counts = Vector256.GreaterThan(allocatable, Vector256<double>.Zero);
                var left = Vector256.Max(allocatable - requested, Vector256<double>.Zero);
                // Whole numbers below 2^46 divide exactly enough for the floor to be that of integer division.
                var score = Vector256.Floor(left * MaxScore / allocatable) * resource.Weight;
                scores += Vector256.ConditionalSelect(counts, score, Vector256<double>.Zero);
                counted += Vector256.ConditionalSelect(counts, Vector256.Create((double)resource.Weight), Vector256<double>.Zero);
            }

            var any = Vector256.GreaterThan(counted, Vector256<double>.Zero);
            var mean = Vector256.ConditionalSelect(any, Vector256.Floor(scores / counted), Vector256<double>.Zero);
            for (var lane = 0; lane < 4; lane++) totals[row + lane] += weight * (int)mean[lane];
        }

        for (; row < totals.Length; row++) totals[row] += weight * ScoreRow(compiled, row);
    }

    public override int ScoreRow(ScoredResource[] compiled, int row)
    {
        var (scores, counted) = (0.0, 0.0);
        foreach (var resource in compiled)
        {
            var allocatable = resource.Allocatable.Allocatable[row];
            if (allocatable <= 0) continue;
            var left = Math.Max(allocatable - (resource.Requested.Requested[row] + resource.Amount), 0);
            scores += Math.Floor(left * MaxScore / allocatable) * resource.Weight;
            counted += resource.Weight;
        }

        return counted > 0 ? (int)Math.Floor(scores / counted) : 0;
    }
}
