namespace Kube.Api.AspNetCore.Metrics;

/// <summary>The counts of one kind of request: how many, how long. Counted without locks.</summary>
internal sealed class RequestSeries(RequestLabels labels)
{
    /// <summary>Upstream's bounds, in seconds.</summary>
    public static readonly double[] Bounds =
        [0.005, 0.025, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1, 1.25, 1.5, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 45, 60];

    /// <summary>Upstream's bounds of answers, in bytes.</summary>
    public static readonly double[] SizeBounds = [1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9];

    private readonly long[] _buckets = new long[Bounds.Length + 1];
    private readonly long[] _sizes = new long[SizeBounds.Length + 1];
    private long _bytes;
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

    /// <summary>Only answers that read are measured.</summary>
    public bool HasSizes => Labels.Verb is "GET" or "LIST";

    public double Bytes => Interlocked.Read(ref _bytes);

    public void RecordSize(long bytes)
    {
        Interlocked.Add(ref _bytes, bytes);
        var bucket = 0;
        while (bucket < SizeBounds.Length && bytes > SizeBounds[bucket]) bucket++;
        Interlocked.Increment(ref _sizes[bucket]);
    }

    /// <summary>The same as <see cref="AddTo"/>, of the answers' lengths.</summary>
    public void AddSizesTo(long[] sums)
    {
        for (var i = 0; i < _sizes.Length; i++) sums[i] += Interlocked.Read(ref _sizes[i]);
    }

    /// <summary>Adds this series' buckets, not yet cumulated, to <paramref name="sums"/>.</summary>
    public void AddTo(long[] sums)
    {
        for (var i = 0; i < _buckets.Length; i++) sums[i] += Interlocked.Read(ref _buckets[i]);
    }
}
