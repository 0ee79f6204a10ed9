using System.Collections.Concurrent;
using Kube.Api.Catalog;

namespace Kube.Api.Metrics;

/// <summary>What the store was asked to commit, by resource: how often, for how long and how often in vain. The names are upstream's, whatever the store is.</summary>
internal sealed class StoreRequestMetrics(TimeProvider time) : IMetricSource
{
    private static readonly double[] s_bounds = [0.005, 0.025, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1, 1.25, 1.5, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 45, 60];

    private readonly HistogramFamily<Request> _requests = new(s_bounds);
    private readonly ConcurrentDictionary<Request, long> _failures = new();

    private readonly record struct Request(string Operation, string Group, string Resource);

    /// <summary>Notes that the store is asked; hand the result to <see cref="End"/>.</summary>
    public long Begin() => time.GetTimestamp();

    /// <param name="operation"><c>create</c>, <c>update</c> or <c>delete</c>.</param>
    /// <param name="resource">Whose object it is about.</param>
    /// <param name="started">What <see cref="Begin"/> gave.</param>
    /// <param name="failed">The store gave no answer: a compare that does not hold is one.</param>
    public void End(string operation, ResourceDefinition resource, long started, bool failed)
    {
        var request = new Request(operation, resource.Kind.Group, resource.Plural);
        _requests.Record(request, time.GetElapsedTime(started));
        if (failed) _failures.AddOrUpdate(request, 1, static (_, count) => count + 1);
    }

    public void Collect(IMetricSink sink)
    {
        var all = _requests.All.OrderBy(static one => one.Key.Group, StringComparer.Ordinal).ThenBy(static one => one.Key.Resource, StringComparer.Ordinal)
            .ThenBy(static one => one.Key.Operation, StringComparer.Ordinal).ToArray();
        sink.Begin("etcd_request_duration_seconds", "histogram", "[ALPHA] How long the store took for each kind of request and resource.");
        foreach (var (request, histogram) in all) sink.Add(histogram, Labels(request));
        sink.Begin("etcd_requests_total", "counter", "[ALPHA] Requests to the store.");
        foreach (var (request, histogram) in all) sink.Add(histogram.Cumulate()[^1], Labels(request));
        sink.Begin("etcd_request_errors_total", "counter", "[ALPHA] Requests to the store that failed.");
        foreach (var (request, _) in all)
            if (_failures.TryGetValue(request, out var count)) sink.Add(count, Labels(request));
    }

    private static (string Name, string Value)[] Labels(Request request) => [("operation", request.Operation), ("group", request.Group), ("resource", request.Resource)];
}
