using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Kube.Api.AspNetCore.Responses;
using Kube.Api.Discovery;
using Kube.Api.Metrics;
using Kube.Shared.Metrics;
using Microsoft.AspNetCore.Http;

namespace Kube.Api.AspNetCore.Metrics;

/// <summary>Serves <c>/metrics</c>: requests under upstream's names, then what every Prometheus client tells about its process.</summary>
internal sealed class MetricsEndpoint(RequestMetrics requests, MeterExposition meters, IEnumerable<IMetricSource> sources)
{
    private const string ContentType = "text/plain; version=0.0.4; charset=utf-8; escaping=underscores";

    // The document of /version, under the names that labels have.
    private static readonly (string Name, string Value)[] s_build = [.. JsonNode.Parse(ServerVersion.Json.Span)!.AsObject()
        .Where(static entry => entry.Key is "buildDate" or "compiler" or "gitCommit" or "gitTreeState" or "gitVersion" or "goVersion" or "major" or "minor" or "platform")
        .Select(static entry => (Name: JsonNamingPolicy.SnakeCaseLower.ConvertName(entry.Key), Value: (string)entry.Value!))
        .OrderBy(static label => label.Name, StringComparer.Ordinal)];

    private readonly IMetricSource[] _sources = [.. sources];

    public void Serve(HttpContext http)
    {
        var text = new PrometheusText();
        WriteInflight(text);
        WriteDurations(text);
        WriteTotals(text);
        WriteSizes(text);
        text.Family("kubernetes_build_info", "gauge", "[BETA] The Kubernetes version whose API is served, and what it was built from and with; always 1.")
            .Sample("kubernetes_build_info", 1, s_build);
        foreach (var source in _sources) source.Collect(text);
        meters.Write(text);
        WriteProcess(text);
        WriteRegistered(text);
        Answers.Bytes(http, StatusCodes.Status200OK, Encoding.UTF8.GetBytes(text.ToString()), ContentType);
    }

    private void WriteInflight(PrometheusText text) =>
        text.Family("apiserver_current_inflight_requests", "gauge", "[STABLE] Requests under way, by kind.")
            .Sample("apiserver_current_inflight_requests", requests.Mutating, ("request_kind", "mutating"))
            .Sample("apiserver_current_inflight_requests", requests.Reading, ("request_kind", "readOnly"));

    private void WriteTotals(PrometheusText text)
    {
        const string Name = "apiserver_request_total";
        text.Family(Name, "counter", "[STABLE] Requests answered, by what they asked for and by HTTP status.");
        foreach (var series in requests.Snapshot().GroupBy(series => series.Labels))
        {
            var labels = series.Key;
            text.Sample(
                Name,
                series.Sum(one => one.Count),
                ("code", labels.Code.ToString(CultureInfo.InvariantCulture)), ("component", "apiserver"), ("dry_run", ""), ("group", labels.Group),
                ("resource", labels.Resource), ("scope", labels.Scope), ("subresource", labels.Subresource), ("verb", labels.Verb), ("version", labels.Version));
        }
    }

    private void WriteDurations(PrometheusText text)
    {
        const string Name = "apiserver_request_duration_seconds";
        text.Family(Name, "histogram", "[STABLE] Seconds from a request's headers to the end of its answer, watches left out.");
        foreach (var group in requests.Snapshot().Where(series => series.Labels.Verb != "WATCH").GroupBy(series => series.Labels.WithoutCode))
        {
            var buckets = new long[RequestSeries.Bounds.Length + 1];
            foreach (var series in group) series.AddTo(buckets);
            var labels = group.Key;
            var sum = 0L;
            for (var i = 0; i < buckets.Length; i++)
            {
                sum += buckets[i];
                var bound = i < RequestSeries.Bounds.Length ? RequestSeries.Bounds[i].ToString(CultureInfo.InvariantCulture) : "+Inf";
                Sample(text, Name + "_bucket", sum, labels, bound);
            }

            Sample(text, Name + "_sum", group.Sum(series => series.Seconds), labels, null);
            Sample(text, Name + "_count", sum, labels, null);
        }
    }

    private void WriteSizes(PrometheusText text)
    {
        const string Name = "apiserver_response_sizes";
        text.Family(Name, "histogram", "[STABLE] Bytes of the answers to requests that read.");
        foreach (var group in requests.Snapshot().Where(static series => series.HasSizes && series.Labels.Resource.Length > 0).GroupBy(static series => series.Labels.WithoutCode))
        {
            var buckets = new long[RequestSeries.SizeBounds.Length + 1];
            foreach (var series in group) series.AddSizesTo(buckets);
            var sum = 0L;
            for (var i = 0; i < buckets.Length; i++)
            {
                sum += buckets[i];
                var bound = i < RequestSeries.SizeBounds.Length ? RequestSeries.SizeBounds[i].ToString(CultureInfo.InvariantCulture) : "+Inf";
                SizeSample(text, Name + "_bucket", sum, group.Key, bound);
            }

            SizeSample(text, Name + "_sum", group.Sum(static series => series.Bytes), group.Key, null);
            SizeSample(text, Name + "_count", sum, group.Key, null);
        }
    }

    private static void SizeSample(PrometheusText text, string name, double value, RequestLabels labels, string? bound)
    {
        ReadOnlySpan<(string, string)> all =
        [
            ("component", "apiserver"), ("group", labels.Group), ("resource", labels.Resource), ("scope", labels.Scope), ("subresource", labels.Subresource),
            ("verb", labels.Verb), ("version", labels.Version), ("le", bound ?? ""),
        ];
        text.Sample(name, value, bound is null ? all[..^1] : all);
    }

    /// <summary>Last: how many families came before. Nothing is hidden or switched off here.</summary>
    private static void WriteRegistered(PrometheusText text)
    {
        var levels = text.Levels;
        text.Family("registered_metrics_total", "counter", "[BETA] Families of metrics, by their stability.");
        foreach (var (level, count) in levels) text.Sample("registered_metrics_total", count, ("deprecated_version", ""), ("stability_level", level));
        text.Family("hidden_metrics_total", "counter", "[BETA] Families of metrics that are hidden.").Sample("hidden_metrics_total", 0)
            .Family("disabled_metrics_total", "counter", "[BETA] Families of metrics that are switched off.").Sample("disabled_metrics_total", 0);
    }

    private static void Sample(PrometheusText text, string name, double value, RequestLabels labels, string? bound)
    {
        ReadOnlySpan<(string, string)> all =
        [
            ("component", "apiserver"), ("dry_run", ""), ("group", labels.Group), ("resource", labels.Resource), ("scope", labels.Scope),
            ("subresource", labels.Subresource), ("verb", labels.Verb), ("version", labels.Version), ("le", bound ?? ""),
        ];
        text.Sample(name, value, bound is null ? all[..^1] : all);
    }

    private static void WriteProcess(PrometheusText text)
    {
        using var process = Process.GetCurrentProcess();
        text.Family("process_cpu_seconds_total", "counter", "Total user and system CPU time spent in seconds.")
            .Sample("process_cpu_seconds_total", process.TotalProcessorTime.TotalSeconds)
            .Family("process_resident_memory_bytes", "gauge", "Resident memory size in bytes.")
            .Sample("process_resident_memory_bytes", process.WorkingSet64)
            .Family("process_start_time_seconds", "gauge", "Start time of the process since unix epoch in seconds.")
            .Sample("process_start_time_seconds", new DateTimeOffset(process.StartTime.ToUniversalTime()).ToUnixTimeMilliseconds() / 1000.0)
            .Family("dotnet_gc_heap_bytes", "gauge", "Bytes in use on the managed heap.")
            .Sample("dotnet_gc_heap_bytes", GC.GetTotalMemory(forceFullCollection: false));
    }
}
