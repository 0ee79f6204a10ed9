using Kube.Scheduling.Snapshot;

namespace Kube.Scheduling.Cycle;

/// <summary>Brings raw scores to 0 to 100 over the feasible rows, and adds them to the totals.</summary>
internal static class ScoreNormalizer
{
    private const int MaxScore = 100;

    public static void Add(Normalization normalization, ReadOnlySpan<int> raw, ReadOnlySpan<ulong> feasible, int weight, Span<int> totals)
    {
        var (min, max) = Range(normalization, raw, feasible);
        for (var row = 0; row < raw.Length; row++)
        {
            if (!RowMask.Has(feasible, row) || IsLeftOut(normalization, raw[row])) continue;
            totals[row] += weight * Normalize(normalization, raw[row], min, max);
        }
    }

    public static int Normalize(Normalization normalization, long score, long min, long max) => normalization switch
    {
        Normalization.None => (int)score,
        Normalization.Largest => max == 0 ? 0 : (int)(MaxScore * score / max),
        Normalization.LargestReversed => max == 0 ? MaxScore : MaxScore - (int)(MaxScore * score / max),
        Normalization.Range => max == min ? 0 : (int)(MaxScore * (double)(score - min) / (max - min)),
        Normalization.Spread => max == 0 ? MaxScore : (int)(MaxScore * (max + min - score) / max),
        _ => throw new ArgumentOutOfRangeException(nameof(normalization)),
    };

    private static (int Min, int Max) Range(Normalization normalization, ReadOnlySpan<int> raw, ReadOnlySpan<ulong> feasible)
    {
        var (min, max) = (int.MaxValue, int.MinValue);
        for (var row = 0; row < raw.Length; row++)
        {
            if (!RowMask.Has(feasible, row) || IsLeftOut(normalization, raw[row])) continue;
            min = Math.Min(min, raw[row]);
            max = Math.Max(max, raw[row]);
        }

        return (min, max);
    }

    /// <summary>A node outside of every domain has no score to spread by, and gets none.</summary>
    private static bool IsLeftOut(Normalization normalization, int raw) => normalization == Normalization.Spread && raw < 0;
}
