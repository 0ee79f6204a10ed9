using System.Collections.Concurrent;

namespace Kube.Api.FlowControl;

/// <summary>What makes requests for one resource dear: how many watch it, and how large its objects are. Safe for concurrent use.</summary>
internal sealed class ResourceLoad
{
    // By "", "ns" and "ns/name": what a watch sees.
    private readonly ConcurrentDictionary<string, int> _watches = new(StringComparer.Ordinal);
    private int _total;

    /// <summary>The average size of a sample, in bytes, and when it was taken.</summary>
    public int AverageBytes { get; set; }

    public long SampledAt { get; set; }

    public void Add(string scope, int watches)
    {
        Interlocked.Add(ref _total, watches);
        if (_watches.AddOrUpdate(scope, static (_, change) => change, static (_, count, change) => count + change, watches) == 0)
            _watches.TryRemove(new KeyValuePair<string, int>(scope, 0));
    }

    /// <summary>How many watches see a change of an object.</summary>
    public int Interested(ReadOnlySpan<char> ns, ReadOnlySpan<char> name)
    {
        if (Volatile.Read(ref _total) == 0) return 0;
        var counts = _watches.GetAlternateLookup<ReadOnlySpan<char>>();
        counts.TryGetValue("", out var interested);
        if (!ns.IsEmpty && counts.TryGetValue(ns, out var more)) interested += more;
        if (name.IsEmpty || ns.Length + name.Length + 1 > 512) return interested;
        Span<char> one = stackalloc char[ns.Length + 1 + name.Length];
        ns.CopyTo(one);
        one[ns.Length] = '/';
        name.CopyTo(one[(ns.Length + 1)..]);
        return counts.TryGetValue(one, out more) ? interested + more : interested;
    }
}
