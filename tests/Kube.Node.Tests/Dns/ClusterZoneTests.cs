using System.Net;
using Kube.Api.Client.Caches;
using Kube.Api.Models;
using Kube.Api.Requests;
using Kube.Node.Dns;
using Kube.Testing.Cluster;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kube.Node.Tests.Dns;

/// <summary>What clients are told, by the records of Kubernetes DNS-Based Service Discovery 1.1.0.</summary>
public sealed class ClusterZoneTests : IAsyncLifetime
{
    private const string Web = "web.default.svc.cluster.local";
    private const string Headless = "db.default.svc.cluster.local";
    private const int NameError = 3;

    private TestCluster _cluster = null!;
    private ResourceCaches _caches = null!;
    private DnsResponder _responder = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _cluster = await TestCluster.StartAsync(
            options =>
            {
                options.Nodes = 0;
                options.BuiltInControllers = false;
                options.Scheduler = false;
                options.Api = static api => api.AddServiceNetwork(static network => network.ClusterIPRanges = ["10.96.0.0/16", "fd96::/112"]);
            },
            Cancel);
        _caches = new ResourceCaches(_cluster.Client, _cluster.Scheduler, _cluster.Time, NullLoggerFactory.Instance);
        var data = new ZoneData(_caches.For<V1Service>(), _caches.For<V1EndpointSlice>(), _caches.For<V1Namespace>());
        await CreateAsync(Service("web", "10.96.0.80"));
        await CreateAsync(Service("both", "10.96.0.81", "fd96::81"));
        await CreateAsync(Service("db", "None"));
        await CreateAsync(Slice("db", 5432, ("10.1.0.1", "zero", true), ("10.1.0.2", null, true), ("10.1.0.3", "sick", false)));
        await CreateAsync(new V1Service { Metadata = new() { Name = "ext", Namespace = "default" }, Spec = new() { Type = "ExternalName", ExternalName = Web } });
        await CreateAsync(new V1Service { Metadata = new() { Name = "far", Namespace = "default" }, Spec = new() { Type = "ExternalName", ExternalName = "example.org" } });
        await _cluster.WhenIdleAsync(Cancel);
        var zone = new ClusterZone(data, "cluster.local", [IPAddress.Parse("10.96.0.10")]);
        _responder = new DnsResponder(zone, new UpstreamResolvers([], new Kube.Testing.Time.SeededRandom(1), TimeProvider.System), new DnsMetrics(TimeProvider.System), TimeProvider.System, NullLogger.Instance);
    }

    public async ValueTask DisposeAsync()
    {
        await _caches.DisposeAsync();
        await _cluster.DisposeAsync();
    }

    [Theory]
    [InlineData(Web, DnsTypes.A, Web + " 5 A 10.96.0.80")]
    [InlineData("_http._tcp." + Web, DnsTypes.SRV, "_http._tcp." + Web + " 5 SRV 0 100 80 " + Web)]
    [InlineData("80.0.96.10.in-addr.arpa", DnsTypes.PTR, "80.0.96.10.in-addr.arpa 5 PTR " + Web)]
    [InlineData("zero." + Headless, DnsTypes.A, "zero." + Headless + " 5 A 10.1.0.1")]
    [InlineData("10-1-0-2." + Headless, DnsTypes.A, "10-1-0-2." + Headless + " 5 A 10.1.0.2")]
    [InlineData("1.0.1.10.in-addr.arpa", DnsTypes.PTR, "1.0.1.10.in-addr.arpa 5 PTR zero." + Headless)]
    [InlineData("10-1-2-3.default.pod.cluster.local", DnsTypes.A, "10-1-2-3.default.pod.cluster.local 5 A 10.1.2.3")]
    [InlineData("dns-version.cluster.local", DnsTypes.TXT, "dns-version.cluster.local 5 TXT 1.1.0")]
    [InlineData("cluster.local", DnsTypes.SOA, "cluster.local 5 SOA ns.dns.cluster.local")]
    [InlineData("cluster.local", DnsTypes.NS, "cluster.local 5 NS ns.dns.cluster.local")]
    [InlineData("ns.dns.cluster.local", DnsTypes.A, "ns.dns.cluster.local 5 A 10.96.0.10")]
    [InlineData("far.default.svc.cluster.local", DnsTypes.A, "far.default.svc.cluster.local 5 CNAME example.org")]
    public async Task Name_IsKnown_IsAnswered(string name, int type, string record)
    {
        var answer = await AskAsync(name, (ushort)type);

        Assert.Equal((0, true, 0x1234), (answer.Code, answer.IsAuthoritative, answer.Id));
        Assert.Equal([record], answer.Answers);
    }

    [Fact]
    public async Task DualStackService_HasRecordsOfBothFamilies()
    {
        const string Both = "both.default.svc.cluster.local";
        Assert.Equal([$"{Both} 5 A 10.96.0.81"], (await AskAsync(Both, DnsTypes.A)).Answers);
        Assert.Equal([$"{Both} 5 AAAA fd96::81"], (await AskAsync(Both, DnsTypes.AAAA)).Answers);
        Assert.Equal([$"{Both} 5 A 10.96.0.81", $"{Both} 5 AAAA fd96::81"], (await AskAsync("_http._tcp." + Both, DnsTypes.SRV)).Additional.Order());
        foreach (var reverse in (string[])["81.0.96.10.in-addr.arpa", $"1.8.0.0.{string.Concat(Enumerable.Repeat("0.", 24))}6.9.d.f.ip6.arpa"])
            Assert.Equal([$"{reverse} 5 PTR {Both}"], (await AskAsync(reverse, DnsTypes.PTR)).Answers);

        // Addresses that nobody asked for are of both families, too.
        var given = await _cluster.Client.For<V1Service>().CreateAsync(
            new V1Service { Metadata = new() { Name = "given", Namespace = "default" }, Spec = new() { IpFamilyPolicy = "PreferDualStack", Ports = [new() { Port = 80 }] } }, WriteOptions.Default, Cancel);
        await _cluster.WhenIdleAsync(Cancel);
        Assert.Equal(["IPv4", "IPv6"], given.Spec.IpFamilies);
        Assert.Equal([$"given.default.svc.cluster.local 5 A {given.Spec.ClusterIPs![0]}"], (await AskAsync("given.default.svc.cluster.local", DnsTypes.A)).Answers);
        Assert.Equal([$"given.default.svc.cluster.local 5 AAAA {given.Spec.ClusterIPs[1]}"], (await AskAsync("given.default.svc.cluster.local", DnsTypes.AAAA)).Answers);

        var six = Slice("db", 5432, [("fd00::1", "zero", true)], "six");
        six.AddressType = "IPv6";
        await CreateAsync(six);
        await _cluster.WhenIdleAsync(Cancel);
        Assert.Equal([$"{Headless} 5 AAAA fd00::1"], (await AskAsync(Headless, DnsTypes.AAAA)).Answers);
        Assert.Equal([$"zero.{Headless} 5 A 10.1.0.1", $"zero.{Headless} 5 AAAA fd00::1"], (await AskAsync("zero." + Headless, DnsTypes.Any)).Answers.Order());
    }

    [Fact]
    public async Task Headless_ReadyEndpoints_AreAllTold()
    {
        Assert.Equal([$"{Headless} 5 A 10.1.0.1", $"{Headless} 5 A 10.1.0.2"], (await AskAsync(Headless, DnsTypes.A)).Answers.Order());
        var ports = await AskAsync("_http._tcp." + Headless, DnsTypes.SRV);
        Assert.Equal([$"_http._tcp.{Headless} 5 SRV 0 50 5432 10-1-0-2.{Headless}", $"_http._tcp.{Headless} 5 SRV 0 50 5432 zero.{Headless}"], ports.Answers.Order());
        Assert.Equal([$"10-1-0-2.{Headless} 5 A 10.1.0.2", $"zero.{Headless} 5 A 10.1.0.1"], ports.Additional.Order());
    }

    [Fact]
    public async Task Alias_WithinTheCluster_IsFollowed() =>
        Assert.Equal(["ext.default.svc.cluster.local 5 CNAME " + Web, Web + " 5 A 10.96.0.80"], (await AskAsync("ext.default.svc.cluster.local", DnsTypes.A)).Answers);

    [Theory]
    [InlineData(Web, DnsTypes.AAAA, 0)]
    [InlineData("default.svc.cluster.local", DnsTypes.A, 0)]
    [InlineData("svc.cluster.local", DnsTypes.A, 0)]
    [InlineData("_tcp." + Web, DnsTypes.A, 0)]
    [InlineData("none.default.svc.cluster.local", DnsTypes.A, NameError)]
    [InlineData("web.none.svc.cluster.local", DnsTypes.A, NameError)]
    [InlineData("a." + Web, DnsTypes.A, NameError)]
    [InlineData("sick." + Headless, DnsTypes.A, NameError)]
    [InlineData("_smtp._tcp." + Web, DnsTypes.SRV, NameError)]
    [InlineData("10-1-2.default.pod.cluster.local", DnsTypes.A, NameError)]
    [InlineData("none.cluster.local", DnsTypes.A, NameError)]
    public async Task Name_HasNoSuchRecord_AnswersWithTheZonesStart(string name, int type, int code)
    {
        var answer = await AskAsync(name, (ushort)type);

        Assert.Equal((code, true), (answer.Code, answer.IsAuthoritative));
        Assert.Empty(answer.Answers);
        Assert.Equal(["cluster.local 5 SOA ns.dns.cluster.local"], answer.Authority);
    }

    [Fact]
    public async Task Name_SpelledInMixedCase_GoesBackAsSpelled() =>
        Assert.Equal("WeB.Default.svc.CLUSTER.local", (await AskAsync("WeB.Default.svc.CLUSTER.local", DnsTypes.A)).Question);

    [Fact]
    public async Task Name_IsElsewhereAndNobodyCanBeAsked_IsRefused()
    {
        Assert.Equal(5, (await AskAsync("example.org", DnsTypes.A)).Code);
        Assert.Equal(5, (await AskAsync("1.1.168.192.in-addr.arpa", DnsTypes.PTR)).Code);
    }

    [Fact]
    public async Task Question_IsOfAnotherKind_IsTurnedDown()
    {
        Assert.Equal(5, (await AskAsync(DnsClient.Ask(Web, DnsTypes.A, @class: 3))).Code);
        Assert.Equal(5, (await AskAsync(DnsClient.Ask("cluster.local", DnsTypes.AXFR))).Code);
        Assert.Equal(4, DnsClient.Read((await _responder.RespondAsync(DnsClient.Ask(Web, DnsTypes.A, flags: 0x2800), false, Cancel)).Span).Code);
        var version = await AskAsync(DnsClient.Ask(Web, DnsTypes.A, edns: 1232, version: 1));
        Assert.Equal("OPT 1", Assert.Single(version.Additional));
        Assert.Equal(0, (await _responder.RespondAsync(DnsClient.Ask(Web, DnsTypes.A, flags: 0x8000), false, Cancel)).Length);
    }

    [Fact]
    public async Task Answer_IsLargerThanTheClientTakes_IsCutAndSaysSo()
    {
        await CreateAsync(Slice("db", 5432, [.. Enumerable.Range(1, 100).Select(number => ($"10.2.0.{number}", (string?)null, true))], "more"));
        await _cluster.WhenIdleAsync(Cancel);

        var small = await _responder.RespondAsync(DnsClient.Ask(Headless, DnsTypes.A), overTcp: false, Cancel);
        Assert.InRange(small.Length, 400, 512);
        Assert.True(DnsClient.Read(small.Span).IsTruncated);
        var large = DnsClient.Read((await _responder.RespondAsync(DnsClient.Ask(Headless, DnsTypes.A, edns: 4096), overTcp: false, Cancel)).Span);
        Assert.Equal((false, 102), (large.IsTruncated, large.Answers.Count));
        Assert.False(DnsClient.Read((await _responder.RespondAsync(DnsClient.Ask(Headless, DnsTypes.A), overTcp: true, Cancel)).Span).IsTruncated);
    }

    [Fact]
    public async Task Message_IsAnything_IsAnsweredOrDroppedAndNeverThrows()
    {
        var random = new Random(7);
        var sample = DnsClient.Ask("_http._tcp." + Web, DnsTypes.SRV, edns: 1232);
        for (var i = 0; i < 20_000; i++)
        {
            var message = sample[..random.Next(sample.Length + 1)];
            for (var change = random.Next(6); change > 0 && message.Length > 0; change--) message[random.Next(message.Length)] = (byte)random.Next(256);
            var answer = await _responder.RespondAsync(message, overTcp: false, Cancel);
            if (answer.Length > 0) Assert.Equal(message[..2], answer[..2].ToArray());
        }
    }

    private static V1Service Service(string name, string address, string? second = null) => new()
    {
        Metadata = new() { Name = name, Namespace = "default" },
        Spec = new()
        {
            ClusterIP = address, ClusterIPs = second is null ? null : [address, second], IpFamilyPolicy = second is null ? null : "RequireDualStack", Ports = [new() { Name = "http", Port = 80 }],
        },
    };

    private static V1EndpointSlice Slice(string service, int port, params (string Address, string? Host, bool Ready)[] endpoints) => Slice(service, port, endpoints, "first");

    private static V1EndpointSlice Slice(string service, int port, (string Address, string? Host, bool Ready)[] endpoints, string suffix) => new()
    {
        Metadata = new() { Name = $"{service}-{suffix}", Namespace = "default", Labels = new() { ["kubernetes.io/service-name"] = service } },
        AddressType = "IPv4",
        Ports = [new() { Name = "http", Port = port, Protocol = "TCP" }],
        Endpoints = [.. endpoints.Select(endpoint => new V1Endpoint { Addresses = [endpoint.Address], Hostname = endpoint.Host, Conditions = new() { Ready = endpoint.Ready } })],
    };

    private async Task CreateAsync<T>(T obj)
        where T : class, IKubernetesObject<V1ObjectMeta> => await _cluster.Client.For<T>().CreateAsync(obj, WriteOptions.Default, Cancel);

    private Task<DnsAnswer> AskAsync(string name, ushort type) => AskAsync(DnsClient.Ask(name, type));

    private async Task<DnsAnswer> AskAsync(byte[] message) => DnsClient.Read((await _responder.RespondAsync(message, overTcp: false, Cancel)).Span);
}
