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
}
