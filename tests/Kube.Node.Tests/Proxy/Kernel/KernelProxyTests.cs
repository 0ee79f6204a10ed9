using System.Net;
using Kube.Api.Client;
using Kube.Node.Netlink;
using Kube.Node.Proxy;
using Kube.Node.Proxy.Kernel;

namespace Kube.Node.Tests.Proxy.Kernel;

/// <summary>Services by rules of the kernel, with traffic. Needs root; without it there is nothing to test.</summary>
public sealed class KernelProxyTests : KernelProxyTest
{
    [Fact]
    public async Task ClusterIP_IsSharedAmongEndpoints_WhichSeeTheClient()
    {
        if (!HasNetwork) return;
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
        if (!HasNetwork) return;
        Network.Serve("one", "10.99.0.11", 8080);
        await ApplyAsync(new ProxyTableOptions([IPNetwork.Parse(range)]), Service(), Slice("10.99.0.11"));

        Assert.Equal($"one {seen}", await AskAsync(ClusterIP, 80));
    }

    [Fact]
    public async Task Host_AsksAService_IsAnswered()
    {
        if (!HasNetwork) return;
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
        if (!HasNetwork) return;
        Network.Serve("one", "10.99.0.11", 8080);
        await ApplyAsync(Service(nodePort: 30080), Slice());
        Assert.Equal(("refused", "refused"), (await AskAsync(ClusterIP, 80), await AskAsync(RoutedNetwork.NodeOutside, 30080)));

        await ApplyAsync(Service(nodePort: 30080), Slice("10.99.0.11"));
        Assert.Equal($"one {RoutedNetwork.Client}", await AskAsync(ClusterIP, 80));

        await ApplyAsync(null);
        Assert.Equal("refused", await AskAsync(RoutedNetwork.NodeOutside, 30080));
    }

    [Fact]
    public async Task InternalPolicyLocal_WithoutAnEndpointHere_IsSilent()
    {
        if (!HasNetwork) return;
        Network.Serve("there", "10.99.0.12", 8080);
        await ApplyAsync(Service(configure: service => service.Spec.InternalTrafficPolicy = "Local"), Slice([("10.99.0.12", "there")]));

        Assert.Equal("nothing", await AskInVainAsync(ClusterIP, 80));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Affinity_KeepsAClientUntilItsEndpointIsGone(bool isIPv6)
    {
        if (!HasNetwork) return;
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
    public async Task Rules_ThatOthersRemovedOrLeft_AreMadeAnew_AndGoAtTheEnd()
    {
        if (!HasNetwork) return;
        Network.Serve("one", "10.99.0.11", 8080);
        Network.Serve("two", "10.99.0.12", 8080);
        await NftTool.RunAsync(Network.Node, Cancel, "-f", "-", "table ip kube-proxy { chain left { type filter hook forward priority 0; policy drop; }; }");
        await ApplyAsync(Service(), Slice("10.99.0.11"));
        Assert.Equal($"one {RoutedNetwork.Client}", await AskAsync(ClusterIP, 80));

        await NftTool.RunAsync(Network.Node, Cancel, "flush", "ruleset");
        await ApplyAsync(Service(), Slice("10.99.0.12"));
        Assert.Equal($"two {RoutedNetwork.Client}", await AskAsync(ClusterIP, 80));

        await EndAsync();
        Assert.Equal("", await NftTool.RunAsync(Network.Node, Cancel, "list", "tables"));
    }

    [Fact]
    public async Task Services_OfOneTable_AreListedByTheTool()
    {
        if (!HasNetwork) return;
        await ApplyAsync(Service(nodePort: 30080), Slice("10.99.0.11", "10.99.0.12"));

        var text = await NftTool.RunAsync(Network.Node, Cancel, "list", "table", "ip", "kube-proxy");

        Assert.Contains($"{ClusterIP} . tcp . 80 : goto service-cluster-2", text, StringComparison.Ordinal);
        Assert.Contains("tcp . 30080 : goto nodeport-external-2", text, StringComparison.Ordinal);
        Assert.Contains("10.99.0.12 . 8080", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TenThousandServices_AreServedInSecondsAndOneMoreInMilliseconds()
    {
        if (!HasNetwork) return;
        var all = Enumerable.Range(0, 10_000).Select(number => State($"svc-{number}", $"10.{96 + (number >> 16)}.{(number >> 8) & 255}.{number & 255}", number)).ToList();
        // The least of some: a machine with much else to do may only add to it.
        var everything = TimeSpan.MaxValue;
        for (var i = 0; i < 3 && everything >= TimeSpan.FromSeconds(2); i++)
        {
            await EndAsync();
            Start(new([]));
            var start = TimeProvider.System.GetTimestamp();
            await Proxy.ApplyAsync(all, Here);
            var took = TimeProvider.System.GetElapsedTime(start);
            if (took < everything) everything = took;
        }

        var one = TimeSpan.MaxValue;
        for (var i = 0; i < 10; i++)
        {
            var start = TimeProvider.System.GetTimestamp();
            await Proxy.ApplyAsync([State($"more-{i}", $"10.97.255.{i}", i)], Here);
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
}
