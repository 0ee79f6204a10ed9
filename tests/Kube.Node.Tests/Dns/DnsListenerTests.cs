using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Kube.Api.Client.Caches;
using Kube.Api.Models;
using Kube.Api.Requests;
using Kube.Node.Dns;
using Kube.Node.Work;
using Kube.Shared.Metrics;
using Kube.Store.Work;
using Kube.Testing.Cluster;
using Kube.Testing.Time;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kube.Node.Tests.Dns;

/// <summary>The server on real sockets, and the way to other servers.</summary>
public sealed class DnsListenerTests : IAsyncLifetime
{
    private static readonly IPEndPoint s_any = new(IPAddress.Loopback, 0);

    private readonly OwnedWork _work = new(DefaultWorkScheduler.Instance, NullLogger.Instance);
    private readonly List<IDisposable> _open = [];
    private TestCluster _cluster = null!;
    private ResourceCaches _caches = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _cluster = await TestCluster.StartAsync(options => (options.Nodes, options.BuiltInControllers, options.Scheduler) = (0, false, false), Cancel);
        _caches = new ResourceCaches(_cluster.Client, _cluster.Scheduler, _cluster.Time, NullLoggerFactory.Instance);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var open in _open) open.Dispose();
        await _work.DisposeAsync();
        await _caches.DisposeAsync();
        await _cluster.DisposeAsync();
    }

    [Fact]
    public async Task Queries_OverUdpAndTcp_AreAnswered()
    {
        var responder = Responder();
        var udp = Keep(new DnsUdpListener(s_any, responder, _work, NullLogger.Instance));
        var tcp = Keep(new DnsTcpListener(s_any, responder, _work, TimeProvider.System, NullLogger.Instance));

        Assert.Equal(["dns-version.cluster.local 5 TXT 1.1.0"], (await AskUdpAsync(udp.Address, DnsClient.Ask("dns-version.cluster.local", DnsTypes.TXT))).Answers);
        using var client = new TcpClient();
        await client.ConnectAsync(tcp.Address, Cancel);
        for (var i = 0; i < 3; i++)
            Assert.Equal(["dns-version.cluster.local 5 TXT 1.1.0"], (await AskTcpAsync(client.GetStream(), DnsClient.Ask("dns-version.cluster.local", DnsTypes.TXT))).Answers);
    }

    [Fact]
    public async Task Name_IsElsewhere_IsAskedOfTheFirstServerThatAnswers()
    {
        var asked = 0;
        var upstream = Upstream(() => Interlocked.Increment(ref asked));
        var dead = new UdpClient(s_any);
        var deadAddress = (IPEndPoint)dead.Client.LocalEndPoint!;
        dead.Dispose();
        var responder = Responder(deadAddress, upstream);
        var listener = Keep(new DnsUdpListener(s_any, responder, _work, NullLogger.Instance));

        var answer = await AskUdpAsync(listener.Address, DnsClient.Ask("example.org", DnsTypes.A));

        Assert.Equal((0x1234, "example.org 60 A 192.0.2.7"), (answer.Id, Assert.Single(answer.Answers)));
        // Who asks again gets what is known already.
        Assert.StartsWith("example.org ", Assert.Single((await AskUdpAsync(listener.Address, DnsClient.Ask("example.org", DnsTypes.A))).Answers), StringComparison.Ordinal);
        Assert.Equal(1, asked);
        var text = new PrometheusText();
        responder.Metrics.Collect(text);
        foreach (var line in (string[])["coredns_dns_requests_total{family=\"1\",proto=\"udp\",server=\"dns://:53\",type=\"A\",view=\"\",zone=\".\"} 2", "coredns_dns_responses_total{rcode=\"NOERROR\",server=\"dns://:53\",view=\"\",zone=\".\"} 2",
            "coredns_cache_hits_total{server=\"dns://:53\",type=\"success\",view=\"\",zones=\".\"} 1",
            "coredns_cache_entries{server=\"dns://:53\",type=\"success\",view=\"\",zones=\".\"} 1", "coredns_cache_misses_total{server=\"dns://:53\",view=\"\",zones=\".\"} 1", "coredns_forward_requests_total{server=\"dns://:53\"} 1"]) Assert.Contains(line + "\n", text.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("10.96.0.0/16", "10.96.0.10")]
    [InlineData("fd00:10:96::/112", "fd00:10:96::a")]
    public void Address_IsTheTenthOfItsNetwork(string range, string address) =>
        Assert.Equal([IPAddress.Parse(address)], DnsAddressPlan.Of(new(), new() { ClusterIPRanges = [range] }));

    /// <summary>A service that is a name elsewhere is asked for elsewhere once, however many ask for it.</summary>
    [Fact]
    public async Task Alias_OfAnOutsideName_IsFollowedOnceForAll()
    {
        await _cluster.Client.For<V1Service>().CreateAsync(
            new() { Metadata = new() { Name = "far", Namespace = "default" }, Spec = new() { Type = "ExternalName", ExternalName = "example.org" } }, WriteOptions.Default, Cancel);
        var asked = 0;
        var responder = Responder(Upstream(() => Interlocked.Increment(ref asked)));
        await _caches.For<V1Service>().WaitForSyncAsync(Cancel);
        await _caches.For<V1EndpointSlice>().WaitForSyncAsync(Cancel);
        await _caches.For<V1Namespace>().WaitForSyncAsync(Cancel);
        for (var i = 0; i < 3; i++)
        {
            var answer = DnsClient.Read((await responder.RespondAsync(DnsClient.Ask("far.default.svc.cluster.local", DnsTypes.A), overTcp: false, Cancel)).ToArray());
            Assert.Contains(answer.Answers, static line => line.StartsWith("example.org ", StringComparison.Ordinal) && line.EndsWith(" A 192.0.2.7", StringComparison.Ordinal));
        }

        Assert.Equal(1, asked);
        var text = new PrometheusText();
        responder.Metrics.Collect(text);
        Assert.Contains("coredns_forward_requests_total{server=\"dns://:53\"} 1\n", text.ToString(), StringComparison.Ordinal);
    }

    /// <summary>Another server, for which each name is at one address for a minute.</summary>
    private IPEndPoint Upstream(Action asked)
    {
        var upstream = Keep(new UdpClient(s_any));
        _work.Run("upstream", async () =>
        {
            try
            {
                while (true)
                {
                    var query = await upstream.ReceiveAsync(_work.Stopping);
                    asked();
                    var answer = (byte[])[.. query.Buffer, 0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 192, 0, 2, 7];
                    answer[2] |= 0x80;
                    answer[7] = 1;
                    await upstream.SendAsync(answer, query.RemoteEndPoint, _work.Stopping);
                }
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                // The test is over.
            }
        });
        return (IPEndPoint)upstream.Client.LocalEndPoint!;
    }

    private DnsResponder Responder(params IPEndPoint[] upstream)
    {
        var data = new ZoneData(_caches.For<V1Service>(), _caches.For<V1EndpointSlice>(), _caches.For<V1Namespace>());
        return new(new ClusterZone(data, "cluster.local", []), new UpstreamResolvers(upstream, new SeededRandom(1), TimeProvider.System), new DnsMetrics(TimeProvider.System), TimeProvider.System, NullLogger.Instance);
    }

    private T Keep<T>(T open)
        where T : IDisposable
    {
        _open.Add(open);
        return open;
    }

    private static async Task<DnsAnswer> AskUdpAsync(IPEndPoint server, byte[] query)
    {
        using var client = new UdpClient(s_any);
        await client.SendAsync(query, server, Cancel);
        return DnsClient.Read((await client.ReceiveAsync(Cancel)).Buffer);
    }

    private static async Task<DnsAnswer> AskTcpAsync(NetworkStream stream, byte[] query)
    {
        await stream.WriteAsync((byte[])[(byte)(query.Length >> 8), (byte)query.Length, .. query], Cancel);
        var size = new byte[2];
        await stream.ReadExactlyAsync(size, Cancel);
        var answer = new byte[BinaryPrimitives.ReadUInt16BigEndian(size)];
        await stream.ReadExactlyAsync(answer, Cancel);
        return DnsClient.Read(answer);
    }
}
