using System.Net;
using System.Net.Sockets;
using Kube.Node.Netlink;
using Kube.Node.Network;
using Kube.Node.Tests.Proxy.Kernel;
using Kube.Shared.Net;

namespace Kube.Node.Tests.Network;

/// <summary>Several nodes on this machine, for real: needs root; without it there is nothing to test.</summary>
public sealed class NodeNetworksTests
{
    private static readonly string s_name = $"kt{Environment.ProcessId % 100_000}";
    private static readonly byte s_number = (byte)(Environment.ProcessId % 250);
    private static readonly NodeNetworkPlan s_plan = new(s_name, IPNetwork.Parse($"10.251.{s_number}.0/24"), IPNetwork.Parse("10.252.0.0/16"));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nodes_ReachEachOthersPodsAndTheHost_AndLeaveNothing()
    {
        if (!Environment.IsPrivilegedProcess) return;
        using (var networks = new NodeNetworks(s_plan))
        {
            var one = networks.Add("one", IPNetwork.Parse("10.252.1.0/24"));
            var two = networks.Add("two", IPNetwork.Parse("10.252.2.0/24"));

            // A pod of node two is an address that node two has.
            GivePod(two, "10.252.2.9");
            using var pod = two.Namespace.Run(() => Listen("10.252.2.9"));
            Assert.Equal($"{one.Address}", await CallAsync(one.Namespace, pod));
            Assert.Equal($"{networks.HostAddress}", await CallAsync(NetworkNamespace.Own, pod));

            using var host = Listen($"{networks.HostAddress}");
            Assert.Equal($"{two.Address}", await CallAsync(two.Namespace, host));
            Assert.Contains($"oifname != \"{s_name}\" ip saddr 10.252.0.0/16 masquerade", await NftTool.RunAsync(NetworkNamespace.Own, Cancel, "list", "table", "ip", s_name), StringComparison.Ordinal);

            networks.Remove(two);
            Assert.DoesNotContain($"{s_name}-two", NetworkNamespace.Names(s_name));
        }

        Assert.Empty(NetworkNamespace.Names(s_name));
        Assert.Equal(0, NetworkLinks.IndexOf(s_name));
        Assert.DoesNotContain(HostLinks.All(), link => link.Name.StartsWith(s_name + "-", StringComparison.Ordinal));
    }

    [Fact]
    public void Leftovers_OfAKilledRun_AreReplaced()
    {
        if (!Environment.IsPrivilegedProcess) return;
        var plan = s_plan with { Name = s_name + "l", NodeRange = IPNetwork.Parse($"10.250.{s_number}.0/24") };
        var killed = new NodeNetworks(plan);
        killed.Add("one", IPNetwork.Parse("10.252.3.0/24"));
        killed.Add("two", IPNetwork.Parse("10.252.4.0/24"));

        using (var networks = new NodeNetworks(plan))
        {
            Assert.Empty(NetworkNamespace.Names(plan.Name + "-"));
            Assert.Equal($"10.250.{s_number}.2", $"{networks.Add("one", IPNetwork.Parse("10.252.3.0/24")).Address}");
        }

        Assert.Empty(NetworkNamespace.Names(plan.Name + "-"));
    }

    private static void GivePod(NodeNetwork node, string address) => node.Namespace.Run(() =>
    {
        using var links = new NetworkLinks();
        links.AddAddress(NetworkLinks.IndexOf("lo"), IPAddress.Parse(address), 32);
    });

    private static TcpListener Listen(string address)
    {
        var listener = new TcpListener(IPAddress.Parse(address), 0);
        listener.Start();
        return listener;
    }

    // The address that the caller was seen with.
    private static async Task<string> CallAsync(NetworkNamespace from, TcpListener to)
    {
        using var socket = from.Run(() => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
        await socket.ConnectAsync(to.LocalEndpoint, Cancel);
        using var accepted = await to.AcceptSocketAsync(Cancel);
        return $"{((IPEndPoint)accepted.RemoteEndPoint!).Address}";
    }
}
