using System.Numerics;
using System.Runtime.CompilerServices;

namespace Kube.Scheduling.Snapshot;

/// <summary>One bit for each row.</summary>
internal static class RowMask
{
    public static int WordsFor(int rows) => (rows + 63) >> 6;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Has(ReadOnlySpan<ulong> mask, int row) => (mask[row >> 6] >> (row & 63) & 1) != 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Set(Span<ulong> mask, int row, bool value)
    {
        var bit = 1UL << (row & 63);
        if (value) mask[row >> 6] |= bit;
        else mask[row >> 6] &= ~bit;
    }

    public static int Count(ReadOnlySpan<ulong> mask)
    {
        var count = 0;
        foreach (var word in mask) count += BitOperations.PopCount(word);
        return count;
    }

    /// <summary>Clears the bits of rows whose symbol is not accepted.</summary>
    public static void KeepWhere(Span<ulong> mask, ReadOnlySpan<int> symbols, ReadOnlySpan<bool> accepted)
    {
        for (var word = 0; word < mask.Length; word++)
        {
            var bits = mask[word];
            if (bits == 0) continue;
            var rows = symbols.Slice(word << 6, 64);
            var kept = 0UL;
            for (var i = 0; i < 64; i++)
                if (accepted[rows[i]]) kept |= 1UL << i;
            mask[word] = bits & kept;
        }
    }
}
