using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using Kube.Shared.Metrics;

namespace Kube.Api.AspNetCore.Metrics;

/// <summary>What one instrument has measured, apart by its tags.</summary>
internal sealed class InstrumentSeries
{
    private static readonly double[] s_defaultBounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    private readonly ConcurrentDictionary<string, Cell> _cells = new(StringComparer.Ordinal);
    private readonly double[] _bounds;
    private readonly bool _replaces;

    public InstrumentSeries(Instrument instrument)
    {
        Name = instrument.Name;
        Help = instrument.Description ?? instrument.Name;
        var kind = instrument.GetType().Name;
        PrometheusType = kind switch
        {
            _ when kind.StartsWith("Histogram", StringComparison.Ordinal) => "histogram",
            _ when kind.StartsWith("Counter", StringComparison.Ordinal) || kind.StartsWith("ObservableCounter", StringComparison.Ordinal) => "counter",
            _ => "gauge",
        };
        // What is observed is the whole value; what is counted is added.
        _replaces = instrument.IsObservable || kind.StartsWith("Gauge", StringComparison.Ordinal);
        _bounds = PrometheusType == "histogram" ? BoundsOf(instrument) : [];
    }

    public string Name { get; }

    public string Help { get; }

    /// <summary>counter, gauge or histogram.</summary>
    public string PrometheusType { get; }

    public void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var cell = _cells.GetOrAdd(LabelsOf(tags), static (_, buckets) => new Cell(buckets), _bounds.Length);
        lock (cell)
        {
            cell.Count++;
            cell.Sum = _replaces ? value : cell.Sum + value;
            for (var i = 0; i < _bounds.Length; i++)
            {
                if (value <= _bounds[i]) cell.Buckets[i]++;
            }
        }
    }

    public void Write(PrometheusText text)
    {
        foreach (var (labels, cell) in _cells.OrderBy(static pair => pair.Key, StringComparer.Ordinal))
        {
            lock (cell)
            {
                if (PrometheusType == "histogram") WriteHistogram(text, labels, cell);
                else text.Labelled(Name, labels, cell.Sum);
            }
        }
    }

    private void WriteHistogram(PrometheusText text, string labels, Cell cell)
    {
        var comma = labels.Length > 0 ? "," : "";
        for (var i = 0; i < _bounds.Length; i++)
            text.Labelled(Name + "_bucket", $"{labels}{comma}le=\"{_bounds[i].ToString("R", CultureInfo.InvariantCulture)}\"", cell.Buckets[i]);
        text.Labelled(Name + "_bucket", $"{labels}{comma}le=\"+Inf\"", cell.Count);
        text.Labelled(Name + "_sum", labels, cell.Sum);
        text.Labelled(Name + "_count", labels, cell.Count);
    }

    private static double[] BoundsOf(Instrument instrument) => instrument switch
    {
        Histogram<double> { Advice.HistogramBucketBoundaries: { } advised } => [.. advised],
        Histogram<long> { Advice.HistogramBucketBoundaries: { } advised } => [.. advised.Select(static bound => (double)bound)],
        _ => s_defaultBounds,
    };

    private static string LabelsOf(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.IsEmpty) return "";
        var labels = new List<string>(tags.Length);
        foreach (var (name, value) in tags) labels.Add($"{name}=\"{PrometheusText.Escape(Convert.ToString(value, CultureInfo.InvariantCulture) ?? "")}\"");
        labels.Sort(StringComparer.Ordinal);
        return string.Join(',', labels);
    }

    private sealed class Cell(int buckets)
    {
        public long[] Buckets { get; } = new long[buckets];

        public long Count { get; set; }

        public double Sum { get; set; }
    }
}
