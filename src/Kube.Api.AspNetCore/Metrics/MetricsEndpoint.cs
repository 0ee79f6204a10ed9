using System.Diagnostics;
using System.Globalization;
using System.Text;
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

    private readonly IMetricSource[] _sources = [.. sources];

    public void Serve(HttpContext http)
    {
        var text = new PrometheusText();
        WriteInflight(text);
        WriteDurations(text);
        WriteTotals(text);
        text.Family("kubernetes_build_info", "gauge", "[BETA] The Kubernetes version whose API is served; always 1.")
            .Sample("kubernetes_build_info", 1, ("git_version", ServerVersion.GitVersion), ("major", "1"), ("minor", "36"));
        foreach (var source in _sources) source.Collect(text);
        meters.Write(text);
        WriteProcess(text);
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
