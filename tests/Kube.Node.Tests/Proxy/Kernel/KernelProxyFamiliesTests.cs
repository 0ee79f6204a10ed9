using System.Net;
using System.Net.Sockets;
using Kube.Api.Models;
using Kube.Node.Proxy.Kernel;

namespace Kube.Node.Tests.Proxy.Kernel;

/// <summary>What is the same over IPv4 and IPv6, with traffic, and services that have both. Needs root; without it there is nothing to test.</summary>
public sealed class KernelProxyFamiliesTests : KernelProxyTest
{
    private static readonly Side s_four = new(ClusterIP, "203.0.113.9", "10.99.0.11", "10.99.0.12", RoutedNetwork.NodeOutside, RoutedNetwork.NodeInside, RoutedNetwork.Client, "192.168.0.0/16", "198.51.100.0/24");
    private static readonly Side s_six = new(ClusterIP6, "2001:db8::9", "fd99::11", "fd99::12", RoutedNetwork.NodeOutside6, RoutedNetwork.NodeInside6, RoutedNetwork.Client6, "fd07::/16", "fd08::/16");

    [Fact]
    public async Task DualStackService_IsServedInBothFamilies_EachByItsOwnEndpoints()
    {
        if (!HasNetwork) return;
        Network.Serve("four", s_four.One, 8080);
        Network.Serve("six", s_six.One, 8080);
        var service = Service(nodePort: 30080, configure: service => service.Spec.ExternalIPs = [s_four.External, s_six.External]);
        await ApplyAsync(service, Slice(s_four.One), Slice(s_six.One));
        foreach (var (name, side) in ((string, Side)[])[("four", s_four), ("six", s_six)])
        {
            Assert.Equal($"{name} {side.Client}", await AskAsync(side.Cluster, 80));
            Assert.Equal($"{name} {side.NodeInside}", await AskAsync(side.NodeOutside, 30080));
            Assert.Equal($"{name} {side.NodeInside}", await AskAsync(side.External, 80));
        }

        // One family without endpoints refuses, and the other knows nothing of it. Over IPv6 clients heed the second such answer.
        await ApplyAsync(service, Slice(s_four.One));
        Assert.Equal(($"four {s_four.Client}", "refused", "refused"), (await AskAsync(s_four.Cluster, 80), await AskAsync(s_six.Cluster, 80), await AskAsync(s_six.NodeOutside, 30080)));

        await ApplyAsync(Service(nodePort: 30080, configure: single => (single.Spec.ClusterIPs, single.Spec.IpFamilies) = ([ClusterIP], ["IPv4"])), Slice(s_four.One), Slice(s_six.One));
        Assert.Equal(($"four {s_four.NodeInside}", "refused"), (await AskAsync(s_four.NodeOutside, 30080), await AskAsync(s_six.NodeOutside, 30080)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Pod_AsksItself_IsAnswered(bool isIPv6)
    {
        if (!HasNetwork) return;
        var side = isIPv6 ? s_six : s_four;
        Network.Serve("one", side.One, 8080);
        await ApplyAsync(Service(), Slice(side.One));

        // Through the cluster IP it sees the node, not itself: else it would answer itself past the rules.
        Assert.Equal($"one {side.NodeInside}", await RoutedNetwork.AskAsync(Network.Pods, side.Cluster, 80, side.One));
    }

    [Fact]
    public async Task Pod_OfABridge_AsksItselfAndItsNeighbour_IsAnswered()
    {
        if (!HasNetwork) return;
        var one = Network.AddBridged("10.97.0.11");
        var two = Network.AddBridged("10.97.0.12");
        Network.Serve(one, "one", "10.97.0.11", 8080);
        await ApplyAsync(new ProxyTableOptions([IPNetwork.Parse("10.97.0.0/24")]), Service(), Slice("10.97.0.11"));

        Assert.Equal($"one {RoutedNetwork.Bridge}", await RoutedNetwork.AskAsync(one, ClusterIP, 80));
        Assert.Equal("one 10.97.0.12", await RoutedNetwork.AskAsync(two, ClusterIP, 80));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ExternalPolicyCluster_IsMasqueraded_WhereverTheEndpointIs(bool isIPv6)
    {
        if (!HasNetwork) return;
        var side = isIPv6 ? s_six : s_four;
        Network.Serve("here", side.One, 8080);
        Network.Serve("there", side.Two, 8080);
        await ApplyAsync(Service(nodePort: 30080, configure: service => service.Spec.ExternalIPs = [side.External]), Slice([(side.One, "here"), (side.Two, "there")]));

        foreach (var (address, port) in ((string, int)[])[(side.NodeOutside, 30080), (side.External, 80)])
        {
            var answers = new HashSet<string>();
            for (var i = 0; i < 40; i++) answers.Add(await AskAsync(address, port));
            Assert.Equal([$"here {side.NodeInside}", $"there {side.NodeInside}"], answers.Order());
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ExternalPolicyLocal_KeepsTheClientAndItsNode(bool isIPv6)
    {
        if (!HasNetwork) return;
        var side = isIPv6 ? s_six : s_four;
        Network.Serve("here", side.One, 8080);
        Network.Serve("there", side.Two, 8080);
        var service = Service(nodePort: 30080, configure: service => service.Spec.ExternalTrafficPolicy = "Local");
        await ApplyAsync(service, Slice([(side.One, "here"), (side.Two, "there")]));
        for (var i = 0; i < 10; i++) Assert.Equal($"here {side.Client}", await AskAsync(side.NodeOutside, 30080));

        // The host itself reaches every endpoint; outsiders none, when none is here.
        await ApplyAsync(service, Slice([(side.Two, "there")]));
        Assert.Equal($"there {side.NodeInside}", await RoutedNetwork.AskAsync(Network.Node, side.NodeOutside, 30080));
        Assert.Equal("nothing", await AskInVainAsync(side.NodeOutside, 30080));

        // So do pods, which are seen: for them it is the cluster IP by another name.
        await EndAsync();
        await ApplyAsync(new ProxyTableOptions([IPNetwork.Parse(side.ClientRange)]), service, Slice([(side.Two, "there")]));
        Assert.Equal($"there {side.Client}", await AskAsync(side.NodeOutside, 30080));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task SourceRanges_KeepOthersFromTheBalancer(bool isIPv6)
    {
        if (!HasNetwork) return;
        var (side, other) = isIPv6 ? (s_six, s_four) : (s_four, s_six);
        Network.Serve("one", side.One, 8080);
        V1Service Balanced(params string[] ranges) => Service(configure: service =>
        {
            service.Spec.Type = "LoadBalancer";
            service.Spec.LoadBalancerSourceRanges = [.. ranges];
            service.Status = new() { LoadBalancer = new() { Ingress = [new() { Ip = side.External, IpMode = "VIP" }] } };
        });
        await ApplyAsync(Balanced(side.StrangeRange), Slice(side.One));
        Assert.Equal(("nothing", $"one {side.Client}"), (await AskInVainAsync(side.External, 80), await AskAsync(side.Cluster, 80)));

        // Ranges may lie within each other.
        await ApplyAsync(Balanced(side.StrangeRange, side.ClientRange, $"{side.Client}/{(isIPv6 ? 128 : 32)}"), Slice(side.One));
        Assert.Equal($"one {side.NodeInside}", await AskAsync(side.External, 80));

        // Those of the other family say nothing about this one.
        await ApplyAsync(Balanced(other.StrangeRange), Slice(side.One));
        Assert.Equal($"one {side.NodeInside}", await AskAsync(side.External, 80));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Datagrams_OfOneClient_FollowTheEndpoints(bool isIPv6)
    {
        if (!HasNetwork) return;
        var side = isIPv6 ? s_six : s_four;
        Network.ServeDatagrams("one", side.One, 8080);
        Network.ServeDatagrams("two", side.Two, 8080);
        using var client = Client(side);
        (string Address, int Port)[] ways = [(side.Cluster, 80), (side.NodeOutside, 30080)];
        // Before there is anybody the kernel has learned where they lead: nowhere.
        await ApplyAsync(null);
        foreach (var (address, port) in ways) Assert.Equal("nothing", await RoutedNetwork.TellInVainAsync(client, address, port));
        await ApplyAsync(Service("UDP", 30080), Slice("UDP", [(side.One, "here")]));
        foreach (var (address, port) in ways) Assert.Equal("one", await RoutedNetwork.TellAsync(client, address, port));

        await ApplyAsync(Service("UDP", 30080), Slice("UDP", [(side.Two, "here")]));

        foreach (var (address, port) in ways) Assert.Equal("two", await RoutedNetwork.TellAsync(client, address, port));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task HostPort_LeadsToItsPod(bool isIPv6)
    {
        if (!HasNetwork) return;
        var side = isIPv6 ? s_six : s_four;
        Network.Serve("one", side.One, 8080);
        await ApplyAsync(null);
        Assert.Empty(Proxy.ApplyHostPorts([(new("default", "one"), Pod(side.One, new() { ContainerPort = 8080, HostPort = 8888 }, new() { ContainerPort = 8080, HostPort = 8889, HostIP = side.NodeOutside }))]));
        Assert.Equal($"one {side.Client}", await AskAsync(side.NodeOutside, 8888));
        Assert.Equal($"one {side.Client}", await AskAsync(side.NodeOutside, 8889));

        // Who comes second waits until the first is gone.
        var second = Pod(side.Two, new V1ContainerPort { ContainerPort = 8080, HostPort = 8888 });
        Assert.Equal(new("default", "two"), Assert.Single(Proxy.ApplyHostPorts([(new("default", "two"), second)])));
        Proxy.ApplyHostPorts([(new("default", "one"), null)]);
        Assert.Equal("refused", await AskAsync(side.NodeOutside, 8889));
        Network.Serve("two", side.Two, 8080);
        Assert.Empty(Proxy.ApplyHostPorts([(new("default", "two"), second)]));
        Assert.Equal($"two {side.Client}", await AskAsync(side.NodeOutside, 8888));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task HostPortOfDatagrams_FollowsItsPod(bool isIPv6)
    {
        if (!HasNetwork) return;
        var side = isIPv6 ? s_six : s_four;
        Network.ServeDatagrams("one", side.One, 8080);
        Network.ServeDatagrams("two", side.Two, 8080);
        using var client = Client(side);
        await ApplyAsync(null);
        Assert.Equal("nothing", await RoutedNetwork.TellInVainAsync(client, side.NodeOutside, 8888));
        V1ContainerPort port = new() { ContainerPort = 8080, HostPort = 8888, Protocol = "UDP" };
        Proxy.ApplyHostPorts([(new("default", "one"), Pod(side.One, port))]);
        Assert.Equal("one", await RoutedNetwork.TellAsync(client, side.NodeOutside, 8888));

        Proxy.ApplyHostPorts([(new("default", "one"), null), (new("default", "two"), Pod(side.Two, port))]);

        Assert.Equal("two", await RoutedNetwork.TellAsync(client, side.NodeOutside, 8888));
    }

    private Socket Client(Side side)
    {
        var address = IPAddress.Parse(side.Client);
        var client = Network.Clients.Run(() => new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp));
        client.Bind(new IPEndPoint(address, 0));
        return client;
    }

    private static V1Pod Pod(string address, params V1ContainerPort[] ports) => new()
    {
        Metadata = new() { Name = "pod", Namespace = "default" },
        Spec = new() { Containers = [new() { Name = "app", Ports = [.. ports] }] },
        Status = new() { PodIPs = [new() { Ip = address }] },
    };

    /// <summary>The addresses of one family.</summary>
    private sealed record Side(string Cluster, string External, string One, string Two, string NodeOutside, string NodeInside, string Client, string ClientRange, string StrangeRange);
}
