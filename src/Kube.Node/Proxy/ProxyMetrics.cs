using System.Collections.Concurrent;
using System.Globalization;
using Kube.Api.Client;
using Kube.Api.Metrics;
using Kube.Api.Models;

namespace Kube.Node.Proxy;

/// <summary>What is measured of the proxy, under upstream's names (<c>pkg/proxy/metrics</c>, 1.36). Recorded by the proxy's loop; safe for concurrent reads.</summary>
internal sealed class ProxyMetrics(ProxyMode mode, TimeProvider time) : IMetricSource
{
    private const string TriggerAnnotation = "endpoints.kubernetes.io/last-change-trigger-time";

    private static readonly double[] s_syncBounds = [.. Enumerable.Range(0, 15).Select(static power => 0.001 * Math.Pow(2, power))];

    private static readonly double[] s_programmingBounds =
    [
        0.25, 0.5, .. Enumerable.Range(1, 59).Select(static second => (double)second), .. Enumerable.Range(0, 12).Select(static step => 60.0 + (5 * step)),
        .. Enumerable.Range(0, 7).Select(static step => 120.0 + (30 * step)),
    ];

    private readonly DateTimeOffset _started = time.GetUtcNow();
    private readonly CountedHistogram _sync = new(s_syncBounds);
    private readonly CountedHistogram _programming = new(s_programmingBounds);
    private readonly Dictionary<ObjectKey, DateTimeOffset> _triggers = [];
    private readonly ConcurrentDictionary<ObjectKey, (bool Internal, bool External)> _withoutLocal = new();
    private readonly ConcurrentDictionary<(string Door, int Code), long> _asked = new();
    // In milliseconds since 1970: read and written as a whole.
    private long _lastSync;
    private long _lastQueued;
    private long _serviceChanges;
    private long _sliceChanges;
    private long _serviceChangesDone;
    private long _sliceChangesDone;
    private long _failures;

    public void ServiceChanged() => Queued(ref _serviceChanges);

    public void SliceChanged() => Queued(ref _sliceChanges);

    /// <summary>A health question was answered.</summary>
    public void Asked(string door, int code) => _asked.AddOrUpdate((door, code), 1, static (_, count) => count + 1);

    /// <summary>How far the changes were counted when a round began.</summary>
    public (long Services, long Slices) Begin() => (Interlocked.Read(ref _serviceChanges), Interlocked.Read(ref _sliceChanges));

    /// <summary>A round is done.</summary>
    /// <param name="begun">What <see cref="Begin"/> gave.</param>
    /// <param name="since">When it began.</param>
    /// <param name="states">What it served.</param>
    /// <param name="node">This node.</param>
    public void Done((long Services, long Slices) begun, long since, IReadOnlyList<ServiceState> states, string node)
    {
        _sync.Record(time.GetElapsedTime(since).TotalSeconds);
        var now = time.GetUtcNow();
        Volatile.Write(ref _lastSync, now.ToUnixTimeMilliseconds());
        (_serviceChangesDone, _sliceChangesDone) = begun;
        foreach (var state in states)
        {
            CountLocal(state, node);
            CountProgramming(state, now);
        }
    }

    public void Failed() => Interlocked.Increment(ref _failures);

    public void Collect(IMetricSink sink)
    {
        Histogram(sink, "kubeproxy_sync_proxy_rules_duration_seconds", "[ALPHA] SyncProxyRules latency in seconds", _sync);
        Histogram(sink, "kubeproxy_network_programming_duration_seconds", "[ALPHA] In Cluster Network Programming Latency in seconds", _programming);
        Value(sink, "kubeproxy_sync_proxy_rules_last_timestamp_seconds", "gauge", "[ALPHA] The last time proxy rules were successfully synced", Seconds(ref _lastSync));
        Value(sink, "kubeproxy_sync_proxy_rules_last_queued_timestamp_seconds", "gauge", "[ALPHA] The last time a sync of proxy rules was queued", Seconds(ref _lastQueued));
        var (services, slices) = Begin();
        Value(sink, "kubeproxy_sync_proxy_rules_service_changes_total", "counter", "[ALPHA] Cumulative proxy rules Service changes", services);
        Value(sink, "kubeproxy_sync_proxy_rules_service_changes_pending", "gauge", "[ALPHA] Pending proxy rules Service changes", services - _serviceChangesDone);
        Value(sink, "kubeproxy_sync_proxy_rules_endpoint_changes_total", "counter", "[ALPHA] Cumulative proxy rules Endpoint changes", slices);
        Value(sink, "kubeproxy_sync_proxy_rules_endpoint_changes_pending", "gauge", "[ALPHA] Pending proxy rules Endpoint changes", slices - _sliceChangesDone);
        sink.Begin("kubeproxy_sync_proxy_rules_no_local_endpoints", "gauge", "[ALPHA] Number of services with a Local traffic policy and no endpoints");
        sink.Add(_withoutLocal.Values.Count(static one => one.Internal), ("traffic_policy", "internal"));
        sink.Add(_withoutLocal.Values.Count(static one => one.External), ("traffic_policy", "external"));
        if (mode == ProxyMode.Nftables)
            Value(sink, "kubeproxy_sync_proxy_rules_nftables_sync_failures_total", "counter", "[ALPHA] Cumulative proxy nftables sync failures", Interlocked.Read(ref _failures));
        foreach (var door in (string[])["healthz", "livez"])
        {
            sink.Begin($"kubeproxy_proxy_{door}_total", "counter", $"[ALPHA] Cumulative proxy {door} HTTP status");
            foreach (var (key, count) in _asked.Where(pair => pair.Key.Door == door).OrderBy(static pair => pair.Key.Code)) sink.Add(count, ("code", key.Code.ToString(CultureInfo.InvariantCulture)));
        }
    }

    private static void Value(IMetricSink sink, string name, string type, string help, double value)
    {
        sink.Begin(name, type, help);
        sink.Add(value);
    }

    private static void Histogram(IMetricSink sink, string name, string help, CountedHistogram histogram)
    {
        sink.Begin(name, "histogram", help);
        sink.Add(histogram);
    }

    private static double Seconds(ref long at) => Volatile.Read(ref at) / 1000.0;

    private void Queued(ref long count)
    {
        Interlocked.Increment(ref count);
        Volatile.Write(ref _lastQueued, time.GetUtcNow().ToUnixTimeMilliseconds());
    }

    // A service without any endpoint is no loss of its policy.
    private void CountLocal(ServiceState state, string node)
    {
        var local = (Internal: state.Service?.Spec.InternalTrafficPolicy == "Local", External: state.Service?.Spec.ExternalTrafficPolicy == "Local");
        // Few services have such a policy: only their endpoints are looked through.
        var isEmptyHere = local is not (false, false) && EndpointChoice.ReadyHere(state.Slices, node) == 0
            && state.Slices.Any(static slice => slice.Endpoints?.Exists(static endpoint => endpoint.Conditions.Ready ?? true) == true);
        if (isEmptyHere) _withoutLocal[state.Key] = local;
        else _withoutLocal.TryRemove(state.Key, out _);
    }

    // From the change of a pod or service, as the endpoint slices tell it, until it is served here. What was before this proxy is not its doing.
    private void CountProgramming(ServiceState state, DateTimeOffset now)
    {
        if (state.Service is null)
        {
            _triggers.Remove(state.Key);
            return;
        }

        var known = _triggers.GetValueOrDefault(state.Key, _started);
        var newest = known;
        foreach (var slice in state.Slices)
        {
            if (slice.Metadata.Annotations?.GetValueOrDefault(TriggerAnnotation) is not { } text
                || !DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var trigger) || trigger <= known) continue;
            _programming.Record(Math.Max(0, (now - trigger).TotalSeconds));
            if (trigger > newest) newest = trigger;
        }

        if (newest > known) _triggers[state.Key] = newest;
    }
}
