using Kube.Api.Metrics;

namespace Kube.Api.Cel.Schemas;

/// <summary>How long rules of custom resources took: to compile, by schema, and to run, by object.</summary>
internal sealed class CelMetrics(TimeProvider time) : IMetricSource
{
    private static readonly double[] s_bounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    private readonly CountedHistogram _compilations = new(s_bounds);
    private readonly CountedHistogram _evaluations = new(s_bounds);

    public long Begin() => time.GetTimestamp();

    public void Compiled(long started) => _compilations.Record(time.GetElapsedTime(started).TotalSeconds);

    public void Evaluated(long started) => _evaluations.Record(time.GetElapsedTime(started).TotalSeconds);

    public void Collect(IMetricSink sink)
    {
        sink.Begin("apiserver_cel_compilation_duration_seconds", "histogram", "[BETA] CEL compilation time in seconds.");
        sink.Add(_compilations);
        sink.Begin("apiserver_cel_evaluation_duration_seconds", "histogram", "[BETA] CEL evaluation time in seconds.");
        sink.Add(_evaluations);
    }
}
