using System.Net;
using Kube.Node.Netlink;
using Kube.Node.Proxy;

namespace Kube.Node.Tests.Netlink;

public sealed class InterfaceAddressesTests
{
    private const string Label = "lo:kubetest";

    [Fact]
    public void Addresses_AreAddedFoundByLabelAndRemoved_OrRefusedWithAReason()
    {
        var host = new LoopbackAddresses(Label);
        if (!host.IsAllowed(out var why))
        {
            Assert.Contains("add address", why, StringComparison.Ordinal);
            return;
        }

        var addresses = new InterfaceAddresses(InterfaceAddresses.Loopback);
        var ours = IPAddress.Parse("198.51.100.77");
        try
        {
            Assert.True(addresses.Add(ours, Label));
            Assert.False(addresses.Add(ours, Label));
            Assert.Equal([ours], addresses.Labeled(Label));
            Assert.Empty(addresses.Labeled("lo:other"));
            host.RemoveAllBut(new HashSet<IPAddress> { ours });
            Assert.Equal([ours], addresses.Labeled(Label));
            host.RemoveAllBut(new HashSet<IPAddress>());
            Assert.Empty(addresses.Labeled(Label));
        }
        finally
        {
            addresses.Remove(ours);
        }
    }

    [Fact]
    public void AddressesOfIPv6_AreKnownByTheirLabelToo()
    {
        if (!Environment.IsPrivilegedProcess) return;
        var place = NetworkNamespace.Create($"ka{Environment.ProcessId % 100_000}");
        try
        {
            place.Run(() =>
            {
                var (services, dns) = (new LoopbackAddresses("lo:services"), new LoopbackAddresses("lo:dns"));
                var (one, two) = (IPAddress.Parse("fd96::1"), IPAddress.Parse("fd96::a"));
                services.Add(one);
                dns.Add(two);
                dns.RemoveAllBut(new HashSet<IPAddress>());

                var addresses = new InterfaceAddresses(InterfaceAddresses.Loopback);
                Assert.Equal([one], addresses.Labeled("lo:services"));
                Assert.Empty(addresses.Labeled("lo:dns"));
                services.RemoveAllBut(new HashSet<IPAddress>());
                Assert.Empty(addresses.Labeled("lo:services"));
            });
        }
        finally
        {
            place.Delete();
        }
    }
}
