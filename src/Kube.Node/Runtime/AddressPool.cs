using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Kube.Node.Runtime;

/// <summary>The addresses of a node's pod range (IPv4). The first is the gateway's; one given back is used again only after all others. Not thread-safe: its owner locks.</summary>
internal sealed class AddressPool
{
    private readonly HashSet<uint> _used = [];
    private uint _next;

    public AddressPool(string cidr)
    {
        var network = IPNetwork.Parse(cidr);
        if (network.BaseAddress.AddressFamily != AddressFamily.InterNetwork || network.PrefixLength > 30)
            throw new ArgumentException($"{cidr} is not an IPv4 range of at least four addresses", nameof(cidr));
        Network = network;
        var first = ToNumber(network.BaseAddress);
        Last = first + (uint)((1UL << (32 - network.PrefixLength)) - 2);
        First = first + 2;
        Gateway = ToAddress(first + 1);
        _next = First;
    }

    public IPNetwork Network { get; }

    public IPAddress Gateway { get; }

    private uint First { get; }

    private uint Last { get; }

    /// <summary>An address that no one has, or null when all are taken.</summary>
    public IPAddress? Take()
    {
        for (var tried = 0u; tried <= Last - First; tried++)
        {
            var candidate = _next;
            _next = candidate == Last ? First : candidate + 1;
            if (_used.Add(candidate))
                return ToAddress(candidate);
        }

        return null;
    }

    /// <summary>Notes an address that is in use already.</summary>
    public void Claim(IPAddress address) => _used.Add(ToNumber(address));

    public void Return(IPAddress address) => _used.Remove(ToNumber(address));

    private static uint ToNumber(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[4];
        return address.TryWriteBytes(bytes, out var written) && written == 4 ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : 0;
    }

    private static IPAddress ToAddress(uint number)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, number);
        return new(bytes);
    }
}
