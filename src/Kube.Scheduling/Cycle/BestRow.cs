using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Kube.Scheduling.Cycle;

/// <summary>Finds the best row. Rows that cannot take the pod hold <see cref="None"/>.</summary>
internal static class BestRow
{
    public const int None = int.MinValue;

    /// <summary>The first best row from a start on, round the end; -1 when there is none. A start that moves on with every pod spreads pods over equals.</summary>
    public static int Find(ReadOnlySpan<int> totals, int start)
    {
        var best = Max(totals);
        if (best == None) return -1;
        if (start >= totals.Length) start = 0;
        var found = totals[start..].IndexOf(best);
        return found >= 0 ? start + found : totals[..start].IndexOf(best);
    }

    private static int Max(ReadOnlySpan<int> totals)
    {
        var best = None;
        var i = 0;
        if (totals.Length >= Vector256<int>.Count)
        {
            ref var first = ref MemoryMarshal.GetReference(totals);
            var bests = Vector256.Create(None);
            for (; i <= totals.Length - Vector256<int>.Count; i += Vector256<int>.Count)
                bests = Vector256.Max(bests, Vector256.LoadUnsafe(ref first, (nuint)i));
            for (var lane = 0; lane < Vector256<int>.Count; lane++) best = Math.Max(best, bests[lane]);
        }

        for (; i < totals.Length; i++) best = Math.Max(best, totals[i]);
        return best;
    }
}
