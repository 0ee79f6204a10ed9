using System.Globalization;
using Kube.Api.Metrics;

namespace Kube.Api.Tests;

/// <summary>Metrics as lines: the family, the labels, and the value or how many values a histogram has.</summary>
internal sealed class MetricList : IMetricSink
{
    private string _family = "";

    public List<string> Samples { get; } = [];

    public void Begin(string name, string type, string help) => _family = name;

    public void Add(double value, params ReadOnlySpan<(string Name, string Value)> labels)
    {
        var shown = string.Concat(labels.ToArray().Select(static label => $" {label.Name}={label.Value}"));
        Samples.Add($"{_family}{shown}: {value.ToString(CultureInfo.InvariantCulture)}");
    }

    public void Add(CountedHistogram histogram, params ReadOnlySpan<(string Name, string Value)> labels) => Add(histogram.Cumulate()[^1], labels);
}
