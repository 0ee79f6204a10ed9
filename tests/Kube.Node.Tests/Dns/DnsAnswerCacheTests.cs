using Kube.Api.Client.Caches;
using Kube.Api.Models;
using Kube.Api.Requests;
using Kube.Node.Dns;
using Kube.Testing.Cluster;
using Kube.Testing.Time;
using Kube.Tests.Shared;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kube.Node.Tests.Dns;

/// <summary>Answers that are kept are the answers that would be made; hostile messages; what a query costs.</summary>
public sealed class DnsAnswerCacheTests : IAsyncLifetime
{
    private const string Web = "web.default.svc.cluster.local";

    private TestCluster _cluster = null!;
    private ResourceCaches _caches = null!;
    private ZoneData _data = null!;
    private DnsResponder _responder = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _cluster = await TestCluster.StartAsync(options => (options.Nodes, options.BuiltInControllers, options.Scheduler) = (0, false, false), Cancel);
        _caches = new ResourceCaches(_cluster.Client, _cluster.Scheduler, _cluster.Time, NullLoggerFactory.Instance);
        await AddServiceAsync("web", "10.96.0.80");
        _data = new ZoneData(_caches.For<V1Service>(), _caches.For<V1EndpointSlice>(), _caches.For<V1Namespace>());
        await _data.WaitForSyncAsync(Cancel);
        _responder = new(new ClusterZone(_data, "cluster.local", []), new UpstreamResolvers([], new SeededRandom(1), TimeProvider.System), new DnsMetrics(TimeProvider.System), TimeProvider.System, NullLogger.Instance);
    }

    public async ValueTask DisposeAsync()
    {
        _data.Dispose();
        await _caches.DisposeAsync();
        await _cluster.DisposeAsync();
    }

    [Theory]
    [InlineData(Web, DnsTypes.A, null)]
    [InlineData(Web, DnsTypes.AAAA, null)]
    [InlineData(Web, DnsTypes.A, 1232)]
    [InlineData("none.default.svc.cluster.local", DnsTypes.A, null)]
    [InlineData("_http._tcp." + Web, DnsTypes.SRV, 4096)]
    public async Task Answer_KeptOrMade_IsTheSame(string name, int type, int? edns)
    {
        var made = await _responder.RespondAsync(DnsClient.Ask(name, (ushort)type, edns), overTcp: false, Cancel);
        var kept = new byte[4096];
        var length = _responder.TryRespond(DnsClient.Ask(name, (ushort)type, edns), overTcp: false, kept);
        Assert.Equal(made.ToArray(), kept[..length]);

        // Another spelling, number and wish for recursion are the client's own.
        var other = DnsClient.Ask(name.ToUpperInvariant(), (ushort)type, edns, flags: 0);
        other[0] = 0x77;
        made = await _responder.RespondAsync(other, overTcp: false, Cancel);
        length = _responder.TryRespond(other, overTcp: false, kept);
        Assert.Equal(made.ToArray(), kept[..length]);
    }

    [Fact]
    public async Task Answer_IsForgotten_WhenTheZoneChanges()
    {
        var query = DnsClient.Ask("new.default.svc.cluster.local", DnsTypes.A);
        await _responder.RespondAsync(query, overTcp: false, Cancel);
        var output = new byte[4096];
        Assert.Equal(3, DnsClient.Read(output.AsSpan(0, _responder.TryRespond(query, overTcp: false, output))).Code);

        var version = _data.Version;
        await AddServiceAsync("new", "10.96.0.81");
        await _cluster.WaitForAsync(() => new(_data.Version != version && _data.Service("default", "new") is not null), cancellationToken: Cancel);

        Assert.Equal(0, _responder.TryRespond(query, overTcp: false, output));
        Assert.Equal(["new.default.svc.cluster.local 5 A 10.96.0.81"], DnsClient.Read((await _responder.RespondAsync(query, overTcp: false, Cancel)).Span).Answers);
    }

    [Fact]
    public async Task Query_ThatWasAskedBefore_AllocatesNothing()
    {
        var query = DnsClient.Ask(Web, DnsTypes.A, 1232);
        var output = new byte[4096];
        await _responder.RespondAsync(query, overTcp: false, Cancel);
        Assert.NotEqual(0, _responder.TryRespond(query, overTcp: false, output));

        Assert.Equal(0, Allocations.Least(() =>
        {
            for (var i = 0; i < 1000; i++) _ = _responder.TryRespond(query, overTcp: false, output);
        }));
    }

    [Fact]
    public async Task Messages_OfAnyContent_AreAnsweredOrIgnored_AndNeverFail()
    {
        var random = new Random(20261121);
        var output = new byte[4096];
        var rounds = Environment.GetEnvironmentVariable("KUBE_LONG") == "1" ? 1_200_000 : 20_000;
        for (var i = 0; i < rounds; i++)
        {
            var message = Hostile(random);
            var length = _responder.TryRespond(message, overTcp: false, output);
            var answer = await _responder.RespondAsync(message, overTcp: false, Cancel);
            Assert.True(length <= 4096 && answer.Length <= 4096);
            if (answer.Length > 0) Assert.Equal(message.AsSpan(0, 2).ToArray(), answer[..2].ToArray());
        }
    }

    // Queries with bytes changed, cut off or added: pointers that lead back to themselves among them.
    private static byte[] Hostile(Random random)
    {
        if (random.Next(10) == 0)
        {
            var noise = new byte[random.Next(80)];
            random.NextBytes(noise);
            return noise;
        }

        var query = DnsClient.Ask(random.Next(3) switch { 0 => Web, 1 => "80.0.96.10.in-addr.arpa", _ => "a.b.c." + Web }, (ushort)random.Next(260), random.Next(2) == 0 ? random.Next(65536) : null);
        for (var changes = random.Next(4); changes > 0; changes--) query[random.Next(query.Length)] = random.Next(3) switch { 0 => 0xc0, 1 => 0x0c, _ => (byte)random.Next(256) };
        if (random.Next(4) == 0) return query[..random.Next(query.Length)];
        return random.Next(6) == 0 ? [.. query, .. new byte[random.Next(40)]] : query;
    }

    private Task AddServiceAsync(string name, string address) => _cluster.Client.For<V1Service>().CreateAsync(
        new V1Service
        {
            Metadata = new() { Name = name, Namespace = "default" },
            Spec = new() { ClusterIP = address, ClusterIPs = [address], Ports = [new() { Name = "http", Port = 80, Protocol = "TCP" }] },
        },
        WriteOptions.Default, Cancel).AsTask();
}
