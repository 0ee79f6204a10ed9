using System.Net;
using System.Net.Sockets;
using Kube.Api.Models;

namespace Kube.Controllers.ServiceCidrs;

/// <summary>Which of the services' networks have an address or a network, and whether one of them may go.</summary>
internal static class NetworkCoverage
{
    private const string FamilyLabel = "ipaddress.kubernetes.io/ip-family";
    private const string ManagerLabel = "ipaddress.kubernetes.io/managed-by";

    /// <summary>Whether the API server gave the address to a service.</summary>
    public static bool IsManaged(V1IPAddress record) => record.Metadata.Labels?.GetValueOrDefault(ManagerLabel) == "ipallocator.k8s.io";

    /// <summary>Whether a network can go without leaving an address that no other has.</summary>
    /// <param name="going">The network.</param>
    /// <param name="all">All networks, this one among them.</param>
    /// <param name="records">The addresses given to services.</param>
    public static bool CanGo(V1ServiceCIDR going, IReadOnlyCollection<V1ServiceCIDR> all, IEnumerable<V1IPAddress> records)
    {
        var others = all.Where(other => other.Metadata.Name != going.Metadata.Name).ToArray();
        var own = Ranges(going).ToArray();
        if (own.All(range => others.SelectMany(Ranges).Any(other => Has(other, range)))) return true;
        foreach (var record in records)
        {
            if (!IsManaged(record) || !IPAddress.TryParse(record.Metadata.Name, out var address)) continue;
            if (record.Metadata.Labels!.GetValueOrDefault(FamilyLabel) != Family(address)) continue;
            if (own.Any(range => Has(range, address)) && !others.SelectMany(Ranges).Any(other => Has(other, address))) return false;
        }

        return true;
    }

    /// <summary>Whether a service can have the address from the network: all but the network's own, and in IPv4 the broadcast address.</summary>
    public static bool Has(V1ServiceCIDR network, IPAddress address) => Ranges(network).Any(range => Has(range, address));

    /// <summary>Whether two networks share addresses.</summary>
    public static bool Overlap(V1ServiceCIDR one, V1ServiceCIDR other) =>
        Ranges(one).Any(range => Ranges(other).Any(second => range.Contains(second.BaseAddress) || second.Contains(range.BaseAddress)));

    private static IEnumerable<IPNetwork> Ranges(V1ServiceCIDR network)
    {
        foreach (var cidr in network.Spec?.Cidrs ?? [])
            if (IPNetwork.TryParse(cidr, out var range)) yield return range;
    }

    private static bool Has(IPNetwork range, IPNetwork smaller) => range.PrefixLength <= smaller.PrefixLength && range.Contains(smaller.BaseAddress);

    private static bool Has(IPNetwork range, IPAddress address) =>
        range.Contains(address) && !range.BaseAddress.Equals(address) && (address.AddressFamily != AddressFamily.InterNetwork || !IsBroadcast(range, address));

    private static bool IsBroadcast(IPNetwork range, IPAddress address)
    {
        var bits = 32 - range.PrefixLength;
        var hosts = bits == 32 ? uint.MaxValue : (1u << bits) - 1;
        return (BitConverter.ToUInt32([.. address.GetAddressBytes().Reverse()]) & hosts) == hosts;
    }

    private static string Family(IPAddress address) => address.AddressFamily == AddressFamily.InterNetworkV6 ? "IPv6" : "IPv4";
}
