namespace Kube.Api.Metrics;

/// <summary>Counts values by bounds, without locks or garbage: for what is measured in every request. One per set of labels. Safe for concurrent use.</summary>
public sealed class CountedHistogram
{
    private const double Parts = 1e6;

    private readonly double[] _bounds;
    private readonly long[] _buckets;
    private long _sum;

    /// <param name="bounds">Upper bounds of the buckets, ascending; values above the last are counted, too.</param>
    public CountedHistogram(IEnumerable<double> bounds)
    {
        ArgumentNullException.ThrowIfNull(bounds);
        _bounds = [.. bounds];
        _buckets = new long[_bounds.Length + 1];
    }

    /// <summary>The upper bounds.</summary>
    public ReadOnlySpan<double> Bounds => _bounds;

    /// <summary>The sum of the values, to a millionth.</summary>
    public double Sum => Interlocked.Read(ref _sum) / Parts;

    /// <summary>Counts a value.</summary>
    public void Record(double value)
    {
        var bucket = 0;
        while (bucket < _bounds.Length && value > _bounds[bucket]) bucket++;
        Interlocked.Increment(ref _buckets[bucket]);
        Interlocked.Add(ref _sum, (long)(value * Parts));
    }

    /// <summary>How many values there are up to each bound, and last how many there are at all.</summary>
    public long[] Cumulate()
    {
        var counts = new long[_buckets.Length];
        var sum = 0L;
        for (var i = 0; i < counts.Length; i++) counts[i] = sum += Interlocked.Read(ref _buckets[i]);
        return counts;
    }
}
