namespace Kube.Api.Metrics;

/// <summary>Takes metrics in Prometheus' terms.</summary>
public interface IMetricSink
{
    /// <summary>Begins a family; its samples follow.</summary>
    /// <param name="name">The family's name.</param>
    /// <param name="type"><c>counter</c>, <c>gauge</c> or <c>histogram</c>.</param>
    /// <param name="help">What it means.</param>
    void Begin(string name, string type, string help);

    /// <summary>One sample of the family begun last.</summary>
    void Add(double value, params ReadOnlySpan<(string Name, string Value)> labels);

    /// <summary>One histogram of the family begun last.</summary>
    void Add(CountedHistogram histogram, params ReadOnlySpan<(string Name, string Value)> labels);
}
