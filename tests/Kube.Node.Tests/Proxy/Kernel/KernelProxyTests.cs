using System.Net;
using System.Net.Sockets;
using Kube.Api.Client;
using Kube.Api.Models;
using Kube.Node.Netlink;
using Kube.Node.Proxy;
using Kube.Node.Proxy.Kernel;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kube.Node.Tests.Proxy.Kernel;

/// <summary>Services by rules of the kernel, with traffic. Needs root; without it there is nothing to test.</summary>
public sealed class KernelProxyTests : IAsyncLifetime
{
    private const string ClusterIP = "10.96.3.7", ClusterIP6 = "fd96::7", External = "203.0.113.9";

    private static readonly NodePlace s_here = new("here");

    private RoutedNetwork? _network;
    private KernelProxy? _proxy;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private RoutedNetwork Network => _network!;

    public async ValueTask InitializeAsync()
    {
        if (Environment.IsPrivilegedProcess) _network = await RoutedNetwork.CreateAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_proxy is not null) await _proxy.DisposeAsync();
        if (_network is not null) await _network.DisposeAsync();
    }

    [Fact]
    public async Task ClusterIP_IsSharedAmongEndpoints_WhichSeeTheClient()
    {
        if (_network is null) return;
        Network.Serve("one", "10.99.0.11", 8080);
        Network.Serve("two", "10.99.0.12", 8080);
        await ApplyAsync(Service(), Slice("10.99.0.11", "10.99.0.12"));

        var answers = new HashSet<string>();
        for (var i = 0; i < 40; i++) answers.Add(await AskAsync(ClusterIP, 80));

        Assert.Equal([$"one {RoutedNetwork.Client}", $"two {RoutedNetwork.Client}"], answers.Order());
        Assert.Equal("refused", await AskAsync(ClusterIP, 81));
    }

    [Theory]
    [InlineData("10.99.0.0/24", RoutedNetwork.NodeInside)]
    [InlineData("192.168.0.0/16", RoutedNetwork.Client)]
    public async Task ClusterIP_FromOutsideThePodsRange_IsMasqueraded(string range, string seen)
    {
        if (_network is null) return;
        Network.Serve("one", "10.99.0.11", 8080);
        await ApplyAsync(new ProxyTableOptions([IPNetwork.Parse(range)]), Service(), Slice("10.99.0.11"));

        Assert.Equal($"one {seen}", await AskAsync(ClusterIP, 80));
    }

    [Fact]
    public async Task Pod_AsksItself_IsAnswered()
    {
        if (_network is null) return;
        Network.Serve("one", "10.99.0.11", 8080);
        await ApplyAsync(Service(), Slice("10.99.0.11"));

        Assert.Equal($"one {RoutedNetwork.NodeInside}", await RoutedNetwork.AskAsync(Network.Pods, ClusterIP, 80, "10.99.0.11"));
    }

    [Fact]
    public async Task Host_AsksAService_IsAnswered()
    {
        if (_network is null) return;
        Network.Serve("one", "10.99.0.11", 8080);
        await ApplyAsync(Service(nodePort: 30080), Slice("10.99.0.11"));

        // The host has no other way out than to its clients and pods.
        Network.Node.Run(() =>
        {
            using var links = new NetworkLinks();
            links.AddDefaultRoute(IPAddress.Parse(RoutedNetwork.Client), NetworkLinks.IndexOf("out"));
        });
        Assert.StartsWith("one ", await RoutedNetwork.AskAsync(Network.Node, ClusterIP, 80), StringComparison.Ordinal);
        Assert.StartsWith("one ", await RoutedNetwork.AskAsync(Network.Node, RoutedNetwork.NodeOutside, 30080), StringComparison.Ordinal);
    }

    [Fact]
    public async Task NoEndpoints_IsRefused_UntilThereAreSome()
    {
        if (_network is null) return;
        Network.Serve("one", "10.99.0.11", 8080);
        await ApplyAsync(Service(nodePort: 30080), Slice());
        Assert.Equal(("refused", "refused"), (await AskAsync(ClusterIP, 80), await AskAsync(RoutedNetwork.NodeOutside, 30080)));

        await ApplyAsync(Service(nodePort: 30080), Slice("10.99.0.11"));
        Assert.Equal($"one {RoutedNetwork.Client}", await AskAsync(ClusterIP, 80));

        await ApplyAsync(null);
        Assert.Equal("refused", await AskAsync(RoutedNetwork.NodeOutside, 30080));
    }

    [Fact]
    public async Task NodePortAndExternalIP_AreMasqueraded()
    {
        if (_network is null) return;
        Network.Serve("one", "10.99.0.11", 8080);
        await ApplyAsync(Service(nodePort: 30080, configure: service => service.Spec.ExternalIPs = [External]), Slice("10.99.0.11"));

        Assert.Equal($"one {RoutedNetwork.NodeInside}", await AskAsync(RoutedNetwork.NodeOutside, 30080));
        Assert.Equal($"one {RoutedNetwork.NodeInside}", await AskAsync(External, 80));
    }

    [Fact]
    public async Task ExternalPolicyLocal_KeepsTheClientAndItsNode()
    {
        if (_network is null) return;
        Network.Serve("here", "10.99.0.11", 8080);
        Network.Serve("there", "10.99.0.12", 8080);
        var service = Service(nodePort: 30080, configure: service => service.Spec.ExternalTrafficPolicy = "Local");
        await ApplyAsync(service, Slice([("10.99.0.11", "here"), ("10.99.0.12", "there")]));
        for (var i = 0; i < 10; i++) Assert.Equal($"here {RoutedNetwork.Client}", await AskAsync(RoutedNetwork.NodeOutside, 30080));

        // The host itself reaches every endpoint; outsiders none, when none is here.
        await ApplyAsync(service, Slice([("10.99.0.12", "there")]));
        Assert.Equal($"there {RoutedNetwork.NodeInside}", await RoutedNetwork.AskAsync(Network.Node, RoutedNetwork.NodeOutside, 30080));
        Assert.Equal("nothing", await AskInVainAsync(RoutedNetwork.NodeOutside, 30080));
    }

    [Fact]
    public async Task InternalPolicyLocal_WithoutAnEndpointHere_IsSilent()
    {
        if (_network is null) return;
        Network.Serve("there", "10.99.0.12", 8080);
        await ApplyAsync(Service(configure: service => service.Spec.InternalTrafficPolicy = "Local"), Slice([("10.99.0.12", "there")]));

        Assert.Equal("nothing", await AskInVainAsync(ClusterIP, 80));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Affinity_KeepsAClientUntilItsEndpointIsGone(bool isIPv6)
    {
        if (_network is null) return;
        string[] pods = isIPv6 ? ["fd99::11", "fd99::12", "fd99::13"] : ["10.99.0.11", "10.99.0.12", "10.99.0.13"];
        foreach (var pod in pods) Network.Serve(pod, pod, 8080);
        var address = isIPv6 ? ClusterIP6 : ClusterIP;
        var service = Service(configure: service =>
        {
            service.Spec.SessionAffinity = "ClientIP";
            service.Spec.SessionAffinityConfig = new() { ClientIP = new() { TimeoutSeconds = 100 } };
        });
        await ApplyAsync(service, Slice(pods));

        var first = await AskAsync(address, 80);
        for (var i = 0; i < 10; i++) Assert.Equal(first, await AskAsync(address, 80));
        var left = pods.Where(pod => !first.StartsWith(pod + " ", StringComparison.Ordinal)).ToArray();
        await ApplyAsync(service, Slice(left));
        var second = await AskAsync(address, 80);
        Assert.Contains(second.Split(' ')[0], left);
        for (var i = 0; i < 10; i++) Assert.Equal(second, await AskAsync(address, 80));
    }

    [Fact]
    public async Task SourceRanges_KeepOthersFromTheBalancer()
    {
        if (_network is null) return;
        Network.Serve("one", "10.99.0.11", 8080);
        V1Service Balanced(params string[] ranges) => Service(configure: service =>
        {
            service.Spec.Type = "LoadBalancer";
            service.Spec.LoadBalancerSourceRanges = [.. ranges];
            service.Status = new() { LoadBalancer = new() { Ingress = [new() { Ip = External, IpMode = "VIP" }] } };
        });
        await ApplyAsync(Balanced("198.51.100.0/24"), Slice("10.99.0.11"));
        Assert.Equal(("nothing", $"one {RoutedNetwork.Client}"), (await AskInVainAsync(External, 80), await AskAsync(ClusterIP, 80)));

        await ApplyAsync(Balanced("198.51.100.0/24", "192.168.0.0/16"), Slice("10.99.0.11"));
        Assert.Equal($"one {RoutedNetwork.NodeInside}", await AskAsync(External, 80));
    }

    [Fact]
    public async Task Datagrams_OfOneClient_FollowTheEndpoints()
    {
        if (_network is null) return;
        Network.ServeDatagrams("one", "10.99.0.11", 8080);
        Network.ServeDatagrams("two", "10.99.0.12", 8080);
        using var client = Network.Clients.Run(() => new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp));
        client.Bind(new IPEndPoint(IPAddress.Any, 0));
        await ApplyAsync(Service("UDP"), Slice("UDP", []));
        Assert.Equal("nothing", await RoutedNetwork.TellInVainAsync(client, ClusterIP, 80));
        await ApplyAsync(Service("UDP"), Slice("UDP", [("10.99.0.11", "here")]));
        Assert.Equal("one", await RoutedNetwork.TellAsync(client, ClusterIP, 80));

        await ApplyAsync(Service("UDP"), Slice("UDP", [("10.99.0.12", "here")]));

        Assert.Equal("two", await RoutedNetwork.TellAsync(client, ClusterIP, 80));
    }

    [Fact]
    public async Task IPv6_WorksAlike()
    {
        if (_network is null) return;
        Network.Serve("six", "fd99::11", 8080);
        await ApplyAsync(Service(nodePort: 30080), Slice("fd99::11"));

        Assert.Equal($"six {RoutedNetwork.Client6}", await AskAsync(ClusterIP6, 80));
        Assert.Equal($"six {RoutedNetwork.NodeInside6}", await AskAsync(RoutedNetwork.NodeOutside6, 30080));
        await ApplyAsync(Service(nodePort: 30080), Slice());
        // Clients heed the second such answer over IPv6.
        Assert.Equal("refused", await RoutedNetwork.AskAsync(Network.Clients, ClusterIP6, 80));
    }

    [Fact]
    public async Task HostPort_LeadsToItsPod()
    {
        if (_network is null) return;
        Network.Serve("one", "10.99.0.11", 8080);
        await ApplyAsync(null);
        var pod = new V1Pod
        {
            Metadata = new() { Name = "one", Namespace = "default" },
            Spec = new() { Containers = [new() { Name = "app", Ports = [new() { ContainerPort = 8080, HostPort = 8888 }, new() { ContainerPort = 8080, HostPort = 8889, HostIP = RoutedNetwork.NodeOutside }] }] },
            Status = new() { PodIPs = [new() { Ip = "10.99.0.11" }] },
        };
        _proxy!.ApplyHostPorts([(new("default", "one"), pod)]);
        Assert.Equal($"one {RoutedNetwork.Client}", await AskAsync(RoutedNetwork.NodeOutside, 8888));
        Assert.Equal($"one {RoutedNetwork.Client}", await AskAsync(RoutedNetwork.NodeOutside, 8889));

        _proxy.ApplyHostPorts([(new("default", "one"), null)]);
        Assert.Equal("refused", await AskAsync(RoutedNetwork.NodeOutside, 8888));
    }

    [Fact]
    public async Task Rules_ThatOthersRemovedOrLeft_AreMadeAnew_AndGoAtTheEnd()
    {
        if (_network is null) return;
        Network.Serve("one", "10.99.0.11", 8080);
        Network.Serve("two", "10.99.0.12", 8080);
        await NftTool.RunAsync(Network.Node, Cancel, "-f", "-", "table ip kube-proxy { chain left { type filter hook forward priority 0; policy drop; }; }");
        await ApplyAsync(Service(), Slice("10.99.0.11"));
        Assert.Equal($"one {RoutedNetwork.Client}", await AskAsync(ClusterIP, 80));

        await NftTool.RunAsync(Network.Node, Cancel, "flush", "ruleset");
        await ApplyAsync(Service(), Slice("10.99.0.12"));
        Assert.Equal($"two {RoutedNetwork.Client}", await AskAsync(ClusterIP, 80));

        await _proxy!.DisposeAsync();
        _proxy = null;
        Assert.Equal("", await NftTool.RunAsync(Network.Node, Cancel, "list", "tables"));
    }

    [Fact]
    public async Task Services_OfOneTable_AreListedByTheTool()
    {
        if (_network is null) return;
        await ApplyAsync(Service(nodePort: 30080), Slice("10.99.0.11", "10.99.0.12"));

        var text = await NftTool.RunAsync(Network.Node, Cancel, "list", "table", "ip", "kube-proxy");

        Assert.Contains($"{ClusterIP} . tcp . 80 : goto service-cluster-2", text, StringComparison.Ordinal);
        Assert.Contains("tcp . 30080 : goto nodeport-external-2", text, StringComparison.Ordinal);
        Assert.Contains("10.99.0.12 . 8080", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TenThousandServices_AreServedInSecondsAndOneMoreInMilliseconds()
    {
        if (_network is null) return;
        var all = Enumerable.Range(0, 10_000).Select(number => State($"svc-{number}", $"10.{96 + (number >> 16)}.{(number >> 8) & 255}.{number & 255}", number)).ToList();
        // The least of some: a machine with much else to do may only add to it.
        var everything = TimeSpan.MaxValue;
        for (var i = 0; i < 3 && everything >= TimeSpan.FromSeconds(2); i++)
        {
            if (_proxy is not null) await _proxy.DisposeAsync();
            _proxy = new KernelProxy(Network.Node, new([]), NullLogger.Instance);
            var start = TimeProvider.System.GetTimestamp();
            await _proxy.ApplyAsync(all, s_here);
            var took = TimeProvider.System.GetElapsedTime(start);
            if (took < everything) everything = took;
        }

        var one = TimeSpan.MaxValue;
        for (var i = 0; i < 10; i++)
        {
            var start = TimeProvider.System.GetTimestamp();
            await _proxy!.ApplyAsync([State($"more-{i}", $"10.97.255.{i}", i)], s_here);
            var took = TimeProvider.System.GetElapsedTime(start);
            if (took < one) one = took;
        }

        TestContext.Current.SendDiagnosticMessage($"10,000 services in {everything.TotalMilliseconds:F0} ms, one more in {one.TotalMilliseconds:F2} ms");
        Assert.True(everything < TimeSpan.FromSeconds(2), $"10,000 services took {everything}");
        Assert.True(one < TimeSpan.FromMilliseconds(20), $"one service took {one}");
    }

    private static ServiceState State(string name, string address, int number)
    {
        var service = Service(configure: service =>
        {
            service.Metadata.Name = name;
            service.Spec.ClusterIP = address;
            service.Spec.ClusterIPs = [address];
        });
        return new(new("default", name), service, [Slice($"10.99.{(number >> 8) & 255}.{number & 255}", $"10.100.{(number >> 8) & 255}.{number & 255}")]);
    }

    private Task<string> AskAsync(string address, int port) => RoutedNetwork.AskAsync(Network.Clients, address, port);

    private Task<string> AskInVainAsync(string address, int port) => RoutedNetwork.AskInVainAsync(Network.Clients, address, port);

    private Task ApplyAsync(V1Service? service, params V1EndpointSlice[] slices) => ApplyAsync(new ProxyTableOptions([]), service, slices);

    private async Task ApplyAsync(ProxyTableOptions options, V1Service? service, params V1EndpointSlice[] slices)
    {
        _proxy ??= new KernelProxy(Network.Node, options, NullLogger.Instance);
        Assert.Empty(await _proxy.ApplyAsync([new(new ObjectKey("default", "web"), service, slices)], s_here));
    }

    private static V1Service Service(string protocol = "TCP", int? nodePort = null, Action<V1Service>? configure = null)
    {
        var service = new V1Service
        {
            Metadata = new() { Name = "web", Namespace = "default" },
            Spec = new()
            {
                Type = nodePort is null ? "ClusterIP" : "NodePort",
                ClusterIP = ClusterIP,
                ClusterIPs = [ClusterIP, ClusterIP6],
                IpFamilies = ["IPv4", "IPv6"],
                Ports = [new() { Name = "http", Port = 80, Protocol = protocol, NodePort = nodePort }],
            },
        };
        configure?.Invoke(service);
        return service;
    }

    private static V1EndpointSlice Slice(params string[] addresses) => Slice("TCP", [.. addresses.Select(address => (address, "here"))]);

    private static V1EndpointSlice Slice((string Address, string Node)[] endpoints) => Slice("TCP", endpoints);

    private static V1EndpointSlice Slice(string protocol, (string Address, string Node)[] endpoints) => new()
    {
        Metadata = new() { Name = "web-1", Namespace = "default", Labels = new() { [ChangedServices.ServiceNameLabel] = "web" } },
        AddressType = endpoints.Length > 0 && endpoints[0].Address.Contains(':', StringComparison.Ordinal) ? "IPv6" : "IPv4",
        Endpoints = [.. endpoints.Select(endpoint => new V1Endpoint { Addresses = [endpoint.Address], NodeName = endpoint.Node, Conditions = new() { Ready = true } })],
        Ports = [new() { Name = "http", Port = 8080, Protocol = protocol }],
    };
}
