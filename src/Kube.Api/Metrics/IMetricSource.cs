namespace Kube.Api.Metrics;

/// <summary>Counts that a part of the server keeps itself, because they stand in the way of every request; <c>/metrics</c> asks for them. Register any number as singletons.
/// Called for every scrape; calls may overlap. What is rare is an instrument of a <see cref="System.Diagnostics.Metrics.Meter"/> instead.</summary>
public interface IMetricSource
{
    /// <summary>Tells all families, each once.</summary>
    void Collect(IMetricSink sink);
}
