using System.Net;
using System.Net.Sockets;
using System.Numerics;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.Core.Services.Allocation;

/// <summary>The addresses of one network that services may have: all but the network's own, and in IPv4 the broadcast address.</summary>
internal sealed class AddressRange
{
    private const int SmallestBand = 16;
    private const int LargestBand = 256;
    // A /64 holds more than anybody allocates; counting stops here so that offsets stay small numbers.
    private const long MostAddresses = 1L << 32;

    private readonly byte[] _network;

    public AddressRange(string cidr)
    {
        var parsed = FormatRules.ParseCidr(cidr) ?? throw new ArgumentException($"{cidr} is not a network", nameof(cidr));
        var network = FormatRules.Masked(parsed.Address, parsed.PrefixLength);
        _network = network.GetAddressBytes();
        Family = network.AddressFamily == AddressFamily.InterNetworkV6 ? IPFamilies.IPv6 : IPFamilies.IPv4;
        var hostBits = (_network.Length * 8) - parsed.PrefixLength;
        var all = hostBits >= 32 ? MostAddresses : 1L << hostBits;
        Count = Math.Max(0, Family == IPFamilies.IPv4 ? all - 2 : all - 1);
        StaticCount = Count <= SmallestBand ? 0 : Math.Clamp(Count / 16, SmallestBand, LargestBand);
    }

    public string Family { get; }

    /// <summary>How many addresses there are; offsets run from 0.</summary>
    public long Count { get; }

    /// <summary>The first so many are left to services that name their address, while others are free (KEP-3070).</summary>
    public long StaticCount { get; }

    /// <summary>The network's own address, which a dry run shows.</summary>
    public string Network => new IPAddress(_network).ToString();

    public string At(long offset)
    {
        var number = new BigInteger(_network, isUnsigned: true, isBigEndian: true) + offset + 1;
        var bytes = number.ToByteArray(isUnsigned: true, isBigEndian: true);
        var address = new byte[_network.Length];
        bytes.CopyTo(address, address.Length - bytes.Length);
        return new IPAddress(address).ToString();
    }

    public bool Contains(string address)
    {
        if (FormatRules.ParseIp(address) is not { } parsed) return false;
        var bytes = parsed.Address.GetAddressBytes();
        if (bytes.Length != _network.Length) return false;
        var offset = new BigInteger(bytes, isUnsigned: true, isBigEndian: true) - new BigInteger(_network, isUnsigned: true, isBigEndian: true);
        return offset >= 1 && offset <= Count;
    }
}
