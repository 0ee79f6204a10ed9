using System.Net;
using System.Net.Sockets;
using Kube.Node.Dns;
using Kube.Node.Hosting;
using Kube.Node.Work;
using Kube.Shared.Metrics;
using Kube.Store.Work;
using Kube.Testing.Store;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Kube.Node.Tests.Dns;

/// <summary>What the DNS server says of itself.</summary>
public sealed class DnsStatusTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ready_IsSaidWhenAllIsThere_HealthFromTheStart()
    {
        var addresses = new StatusAddresses();
        var status = new DnsStatus(Options.Create(new ClusterDnsOptions { HealthBindAddress = "127.0.0.1:0", ReadyBindAddress = "127.0.0.1:0" }), addresses, TimeProvider.System);
        await using var work = new OwnedWork(DefaultWorkScheduler.Instance, NullLogger.Instance);
        using var doors = status.Open(work, NullLogger.Instance);
        using var http = new HttpClient();
        async Task<(HttpStatusCode, string)> AskAsync(StatusDoor door, string path)
        {
            using var answer = await http.GetAsync(new Uri($"http://{addresses.Find(door)}{path}"), Cancel);
            return (answer.StatusCode, await answer.Content.ReadAsStringAsync(Cancel));
        }

        Assert.Equal((HttpStatusCode.OK, "OK"), await AskAsync(StatusDoor.DnsHealth, "/health"));
        Assert.Equal((HttpStatusCode.NotFound, "404 page not found\n"), await AskAsync(StatusDoor.DnsHealth, "/ready"));
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "kubernetes,bind"), await AskAsync(StatusDoor.DnsReady, "/ready"));
        status.Synced();
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "bind"), await AskAsync(StatusDoor.DnsReady, "/ready"));
        status.Listening();
        Assert.Equal((HttpStatusCode.OK, "OK"), await AskAsync(StatusDoor.DnsReady, "/ready"));
        Assert.Null(addresses.Find(StatusDoor.DnsMetrics));
    }

    [Fact]
    public void Metrics_AreUnderTheNamesOfCoreDns()
    {
        var time = new ManualTime();
        var metrics = new DnsMetrics(time);
        var query = DnsClient.Ask("web.default.svc.cluster.local", DnsTypes.AAAA);
        byte[] answer = [.. query, .. new byte[100]], denial = [.. query];
        denial[3] = 3;
        answer[7] = 1;
        var since = metrics.Now;
        time.Advance(TimeSpan.FromMilliseconds(3));
        metrics.Answered(query, new(OverTcp: false, AddressFamily.InterNetworkV6, since), answer);
        metrics.Answered(query, new(OverTcp: true, AddressFamily.InterNetwork, since), denial);
        metrics.Missed();
        metrics.Forwarded();
        metrics.Hit(answer);
        metrics.Hit(denial);
        metrics.Hit(denial);

        var text = new PrometheusText();
        metrics.Collect(text);

        foreach (var line in (string[])[
            "coredns_dns_requests_total{family=\"2\",proto=\"udp\",server=\"dns://:53\",type=\"AAAA\",view=\"\",zone=\".\"} 1",
            "coredns_dns_requests_total{family=\"1\",proto=\"tcp\",server=\"dns://:53\",type=\"AAAA\",view=\"\",zone=\".\"} 1",
            "coredns_dns_responses_total{rcode=\"NXDOMAIN\",server=\"dns://:53\",view=\"\",zone=\".\"} 1",
            "coredns_dns_request_duration_seconds_bucket{server=\"dns://:53\",view=\"\",zone=\".\",le=\"0.002\"} 0",
            "coredns_dns_request_duration_seconds_bucket{server=\"dns://:53\",view=\"\",zone=\".\",le=\"0.004\"} 2",
            "coredns_dns_request_size_bytes_bucket{proto=\"udp\",server=\"dns://:53\",view=\"\",zone=\".\",le=\"100\"} 1",
            "coredns_dns_response_size_bytes_bucket{proto=\"udp\",server=\"dns://:53\",view=\"\",zone=\".\",le=\"100\"} 0",
            "coredns_cache_hits_total{server=\"dns://:53\",type=\"denial\",view=\"\",zones=\".\"} 2",
            "coredns_cache_requests_total{server=\"dns://:53\",view=\"\",zones=\".\"} 4",
            "coredns_panics_total 0",
        ]) Assert.Contains(line + "\n", text.ToString(), StringComparison.Ordinal);
    }
}
