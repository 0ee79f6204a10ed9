using System.Buffers;

namespace Kube.Api.Json;

/// <summary>The keys of a map in the order of their UTF-8 bytes, as Go writes them.</summary>
internal static class SortedKeys
{
    // Made once: a comparer would be wrapped anew for every map.
    private static readonly Comparison<string> s_order = Compare;

    public static string[] Rent<T>(Dictionary<string, T> map, out int count)
    {
        count = map.Count;
        var keys = ArrayPool<string>.Shared.Rent(Math.Max(count, 1));
        map.Keys.CopyTo(keys, 0);
        if (count > 1) keys.AsSpan(0, count).Sort(s_order);
        return keys;
    }

    public static void Return(string[] keys, int count)
    {
        Array.Clear(keys, 0, count);
        ArrayPool<string>.Shared.Return(keys);
    }

    /// <summary>Ordinal order, except that UTF-8 puts surrogate pairs behind the characters above them.</summary>
    private static int Compare(string x, string y)
    {
        var at = x.AsSpan().CommonPrefixLength(y.AsSpan());
        if (at >= x.Length || at >= y.Length) return x.Length - y.Length;
        var (left, right) = (x[at], y[at]);
        if (left >= 0xD800 && right >= 0xD800)
        {
            var pairs = (char.IsSurrogate(left) ? 1 : 0) - (char.IsSurrogate(right) ? 1 : 0);
            if (pairs != 0) return pairs;
        }
        return left - right;
    }
}
