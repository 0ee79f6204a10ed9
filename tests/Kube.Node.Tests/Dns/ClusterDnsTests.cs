using System.Diagnostics;
using Kube.Api.Client;
using Kube.Api.Models;
using Kube.Api.Requests;
using Kube.Node.Hosting;
using Kube.Node.Netlink;
using Kube.Tests.Shared;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Kube.Node.Tests.Dns;

/// <summary>The DNS server in a host, from its start to its end, asked by the tool that everybody asks with. Needs root, for an address of its own.</summary>
public sealed class ClusterDnsTests
{
    private static readonly string s_address = $"10.253.{Environment.ProcessId % 250}.10";
    private static readonly string s_label = $"lo:kd{Environment.ProcessId % 100_000}";
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Server_IsAskedByDig_AndTakesItsAddressBack()
    {
        if (!Environment.IsPrivilegedProcess) return;
        var home = Directory.CreateTempSubdirectory("kube-dns");
        await using var app = Build(home.FullName);
        await app.StartAsync(Cancel);
        var client = app.Services.GetRequiredService<IKubeClient>();
        foreach (var ns in (string[])["kube-system", "default"])
            await client.For<V1Namespace>().CreateAsync(new V1Namespace { Metadata = new() { Name = ns } }, WriteOptions.Default, Cancel);
        await client.For<V1Service>().CreateAsync(
            new V1Service
            {
                Metadata = new() { Name = "web", Namespace = "default" },
                Spec = new() { ClusterIP = "10.96.0.80", ClusterIPs = ["10.96.0.80"], Ports = [new() { Name = "http", Port = 80, Protocol = "TCP" }] },
            },
            WriteOptions.Default, Cancel);

        await Waiting.UntilAsync(() => DigAsync("+short", "web.default.svc.cluster.local"), static answer => answer == "10.96.0.80", static answer => $"the answer is {answer}");
        Assert.Equal("10.96.0.80", await DigAsync("+short", "+tcp", "web.default.svc.cluster.local"));
        Assert.Equal("10.96.0.80", await DigAsync("+short", "+noedns", "WEB.default.svc.CLUSTER.local"));
        Assert.Equal("10.96.0.80", await DigAsync("+short", "+search", "+domain=default.svc.cluster.local", "web"));
        Assert.Equal("0 100 80 web.default.svc.cluster.local.", await DigAsync("+short", "_http._tcp.web.default.svc.cluster.local", "SRV"));
        Assert.Equal("web.default.svc.cluster.local.", await DigAsync("+short", "-x", "10.96.0.80"));
        Assert.Equal("\"1.1.0\"", await DigAsync("+short", "dns-version.cluster.local", "TXT"));
        Assert.Equal("10.1.2.3", await DigAsync("+short", "10-1-2-3.default.pod.cluster.local"));
        var missing = await DigAsync("none.default.svc.cluster.local");
        Assert.Contains("status: NXDOMAIN", missing, StringComparison.Ordinal);
        Assert.Contains("SOA", missing, StringComparison.Ordinal);
        var empty = await DigAsync("web.default.svc.cluster.local", "AAAA");
        Assert.Contains("status: NOERROR", empty, StringComparison.Ordinal);
        Assert.Contains("ANSWER: 0, AUTHORITY: 1", empty, StringComparison.Ordinal);
        using var http = new HttpClient();
        var doors = app.Services.GetRequiredService<IStatusAddresses>();
        async Task<string> StatusAsync(StatusDoor door, string path) => await http.GetStringAsync(new Uri($"http://{await doors.WaitAsync(door, Cancel)}{path}"), Cancel);
        Assert.Equal(("OK", "OK"), (await StatusAsync(StatusDoor.DnsHealth, "/health"), await StatusAsync(StatusDoor.DnsReady, "/ready")));
        Assert.Contains(
            "coredns_dns_requests_total{family=\"1\",proto=\"tcp\",server=\"dns://:53\",type=\"A\",view=\"\",zone=\".\"} 1\n",
            await StatusAsync(StatusDoor.DnsMetrics, "/metrics"), StringComparison.Ordinal);

        await app.StopAsync(Cancel);
        Assert.Null(doors.Find(StatusDoor.DnsReady));
        Assert.Empty(new InterfaceAddresses(InterfaceAddresses.Loopback).Labeled(s_label));
        home.Delete(recursive: true);
    }

    private static WebApplication Build(string home)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddKubeStore().UseEmbedded(wal => wal.Directory = Path.Combine(home, "store"));
        builder.Services.AddKubeApi().AddKubernetesResources();
        builder.Services.AddKubeApiServer(server =>
        {
            server.SecurePort = 0;
            server.CertificateDirectory = Path.Combine(home, "pki");
        });
        builder.Services.AddKubeNode(node => node.NodeName = "here").AddClusterDns(dns =>
        {
            dns.ServiceAddresses = [s_address];
            dns.AddressLabel = s_label;
            dns.RegisterService = false;
            dns.HealthBindAddress = dns.ReadyBindAddress = dns.MetricsBindAddress = "127.0.0.1:0";
            // Nobody to ask: what is not the cluster's is refused.
            dns.UpstreamServers = [];
        });
        // Only the DNS server of the node: there is no runtime here.
        foreach (var other in builder.Services.Where(service => service.ServiceType == typeof(IHostedService) && service.ImplementationType?.Name == "NodeAgentService").ToList())
            builder.Services.Remove(other);
        var app = builder.Build();
        app.MapKubeApi();
        return app;
    }

    private static async Task<string> DigAsync(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("dig", ["@" + s_address, "+tries=1", "+time=2", .. arguments]) { UseShellExecute = false, RedirectStandardOutput = true })!;
        var output = await process.StandardOutput.ReadToEndAsync(Cancel);
        await process.WaitForExitAsync(Cancel);
        return output.Trim();
    }
}
