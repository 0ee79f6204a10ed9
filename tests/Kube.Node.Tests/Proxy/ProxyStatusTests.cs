using Kube.Api.Models;
using Kube.Node.Proxy;
using Kube.Shared.Metrics;
using Kube.Testing.Store;

namespace Kube.Node.Tests.Proxy;

/// <summary>What a proxy says of itself.</summary>
public sealed class ProxyStatusTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public void Health_ChangeThatWaitsTooLong_IsBadUntilItIsServed()
    {
        var health = new ProxyHealth(_time);
        health.Queue();
        _time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(200, health.Livez().Code);
        health.Begin();
        health.Done();
        health.Queue();
        _time.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(200, health.Healthz().Code);
        _time.Advance(TimeSpan.FromSeconds(1));

        var answer = health.Livez();
        Assert.Equal((503, """{"lastUpdated": "2030-01-01 00:02:00 +0000 UTC","currentTime": "2030-01-01 00:03:00 +0000 UTC"}"""), (answer.Code, answer.Body));
        health.Begin();
        health.Done();
        Assert.Equal(200, health.Livez().Code);
    }

    [Fact]
    public void Health_ChangeAmidARound_WaitsSinceThen()
    {
        var health = new ProxyHealth(_time);
        health.Queue();
        health.Begin();
        health.Queue();
        health.Done();
        _time.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(200, health.Livez().Code);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(503, health.Livez().Code);
        // One that fails keeps waiting.
        health.Begin();
        Assert.Equal(503, health.Livez().Code);
        health.Queue();
        health.Begin();
        health.Done();
        Assert.Equal(200, health.Livez().Code);
    }

    [Fact]
    public void Health_NodeThatIsAboutToGo_GetsNoTrafficAndStaysAlive()
    {
        var health = new ProxyHealth(_time);
        health.Added(new V1Node { Spec = new() { Taints = [new() { Key = "ToBeDeletedByClusterAutoscaler", Effect = "NoSchedule" }] } }, isInitial: true);

        Assert.Equal((503, 200), (health.Healthz().Code, health.Livez().Code));
        Assert.Contains("\"nodeEligible\": false", health.Healthz().Body, StringComparison.Ordinal);
    }

    [Fact]
    public void Metrics_LocalPolicyWithoutEndpointsHere_IsCounted()
    {
        var metrics = new ProxyMetrics(ProxyMode.Nftables, _time);
        var service = new V1Service { Metadata = new() { Name = "web", Namespace = "default" }, Spec = new() { InternalTrafficPolicy = "Local" } };
        _time.Advance(TimeSpan.FromSeconds(10));
        var slice = new V1EndpointSlice
        {
            Metadata = new() { Annotations = new() { ["endpoints.kubernetes.io/last-change-trigger-time"] = "2030-01-01T00:00:07Z" } },
            Endpoints = [new() { Addresses = ["10.0.0.1"], NodeName = "there", Conditions = new() }],
        };
        var state = new ServiceState(new("default", "web"), service, [slice]);
        metrics.ServiceChanged();

        Assert.Contains("kubeproxy_sync_proxy_rules_service_changes_pending 1\n", Text(metrics), StringComparison.Ordinal);
        metrics.Done(metrics.Begin(), _time.GetTimestamp(), [state], "here");
        metrics.Done(metrics.Begin(), _time.GetTimestamp(), [state], "here");

        var text = Text(metrics);
        Assert.Contains("kubeproxy_sync_proxy_rules_no_local_endpoints{traffic_policy=\"internal\"} 1\n", text, StringComparison.Ordinal);
        Assert.Contains("kubeproxy_sync_proxy_rules_service_changes_pending 0\n", text, StringComparison.Ordinal);
        // Of one change once: three seconds.
        Assert.Contains("kubeproxy_network_programming_duration_seconds_sum 3\nkubeproxy_network_programming_duration_seconds_count 1\n", text, StringComparison.Ordinal);
        Assert.Contains("kubeproxy_sync_proxy_rules_nftables_sync_failures_total 0\n", text, StringComparison.Ordinal);
        metrics.Done(metrics.Begin(), _time.GetTimestamp(), [state with { Service = null }], "here");
        Assert.Contains("kubeproxy_sync_proxy_rules_no_local_endpoints{traffic_policy=\"internal\"} 0\n", Text(metrics), StringComparison.Ordinal);
    }

    private static string Text(ProxyMetrics metrics)
    {
        var text = new PrometheusText();
        metrics.Collect(text);
        return text.ToString();
    }
}
