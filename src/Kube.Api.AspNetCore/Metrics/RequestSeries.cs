namespace Kube.Api.AspNetCore.Metrics;

/// <summary>The counts of one kind of request: how many, how long. Counted without locks.</summary>
internal sealed class RequestSeries(RequestLabels labels)
{
    /// <summary>Upstream's bounds, in seconds.</summary>
    public static readonly double[] Bounds =
        [0.005, 0.025, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1, 1.25, 1.5, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 45, 60];

    private readonly long[] _buckets = new long[Bounds.Length + 1];
    private long _count;
    private long _microseconds;

    public RequestLabels Labels { get; } = labels;

    public long Count => Interlocked.Read(ref _count);

    public double Seconds => Interlocked.Read(ref _microseconds) / 1e6;

    public void Record(TimeSpan elapsed)
    {
        Interlocked.Increment(ref _count);
        Interlocked.Add(ref _microseconds, (long)elapsed.TotalMicroseconds);
        var seconds = elapsed.TotalSeconds;
        var bucket = 0;
        while (bucket < Bounds.Length && seconds > Bounds[bucket]) bucket++;
        Interlocked.Increment(ref _buckets[bucket]);
    }

    /// <summary>Adds this series' buckets, not yet cumulated, to <paramref name="sums"/>.</summary>
    public void AddTo(long[] sums)
    {
        for (var i = 0; i < _buckets.Length; i++) sums[i] += Interlocked.Read(ref _buckets[i]);
    }
}
