using System.Net;
using System.Numerics;
using Kube.Api.Kubernetes.Core.Services.Allocation;

namespace Kube.Node.Dns;

/// <summary>Which addresses the server is to have.</summary>
internal static class DnsAddressPlan
{
    private const int Place = 10;

    public static IReadOnlyList<IPAddress> Of(ClusterDnsOptions options, ServiceNetworkOptions network) =>
        options.ServiceAddresses.Count > 0
            ? [.. options.ServiceAddresses.Select(IPAddress.Parse)]
            : [.. network.ClusterIPRanges.Select(range => Tenth(IPNetwork.Parse(range)))];

    private static IPAddress Tenth(IPNetwork network)
    {
        var bytes = network.BaseAddress.GetAddressBytes();
        var number = new BigInteger(bytes, isUnsigned: true, isBigEndian: true) + Place;
        var sum = number.ToByteArray(isUnsigned: true, isBigEndian: true);
        Array.Clear(bytes);
        sum.CopyTo(bytes.AsSpan(bytes.Length - sum.Length));
        return new IPAddress(bytes);
    }
}
