using System.Net;
using Kube.Node.Netlink;

namespace Kube.Node.Runtime.Process;

/// <summary>A pod's interface: <c>eth0</c> inside, its other end in the bridge outside.</summary>
internal sealed record PodLink(string OutsideName, IPAddress Address, int PrefixLength, IPAddress Gateway, int Bridge)
{
    private const string Inside = "eth0";

    /// <summary>Called on a thread in the pod's network namespace.</summary>
    public void Connect(NetworkLinks outside, int outsideNamespace)
    {
        using var inside = new NetworkLinks();
        inside.PutUp("lo");
        inside.AddPair(Inside, HardwareAddress(Address), OutsideName, outsideNamespace);
        outside.PutUp(OutsideName, Bridge);
        var link = NetworkLinks.IndexOf(Inside);
        inside.AddAddress(link, Address, PrefixLength);
        inside.PutUp(Inside);
        inside.AddDefaultRoute(Gateway, link);

        // Upstream's runtimes let any user of a pod listen on any port and ping: the namespace is the pod's own.
        Sysctl.TryWrite("net.ipv4.ip_unprivileged_port_start", "0");
        Sysctl.TryWrite("net.ipv4.ping_group_range", "0 2147483647");
    }

    /// <summary>Made of the address: who takes over an address is found at once by those who remember its last owner.</summary>
    public static byte[] HardwareAddress(IPAddress address) => [0x0A, 0x58, .. address.GetAddressBytes()];
}
