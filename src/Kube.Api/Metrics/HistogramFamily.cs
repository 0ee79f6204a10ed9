using System.Collections.Concurrent;

namespace Kube.Api.Metrics;

/// <summary>The histograms of one family, by what their labels are. Safe for concurrent use.</summary>
/// <param name="bounds">The upper bounds of the buckets of each.</param>
internal sealed class HistogramFamily<TKey>(double[] bounds)
    where TKey : struct, IEquatable<TKey>
{
    private readonly ConcurrentDictionary<TKey, CountedHistogram> _histograms = new();

    /// <summary>All there are, in no order.</summary>
    public IReadOnlyCollection<KeyValuePair<TKey, CountedHistogram>> All => [.. _histograms];

    public void Record(TKey key, TimeSpan took)
    {
        if (!_histograms.TryGetValue(key, out var histogram)) histogram = _histograms.GetOrAdd(key, static (_, limits) => new CountedHistogram(limits), bounds);
        histogram.Record(took.TotalSeconds);
    }
}
