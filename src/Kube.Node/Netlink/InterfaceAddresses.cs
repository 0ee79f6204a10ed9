using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;

namespace Kube.Node.Netlink;

/// <summary>Adds, removes and lists addresses of a network interface of this process's network namespace.</summary>
/// <param name="interfaceIndex">The interface; 1 is the loopback.</param>
internal sealed class InterfaceAddresses(int interfaceIndex)
{
    public const int Loopback = 1;

    private const ushort NewAddress = 20;
    private const ushort DeleteAddress = 21;
    private const ushort GetAddress = 22;

    private const ushort AddressAttribute = 1;
    private const ushort LocalAttribute = 2;
    private const ushort LabelAttribute = 3;
    private const ushort FlagsAttribute = 8;
    private const ushort PriorityAttribute = 9;

    private const byte HostScope = 254;
    private const uint NoDuplicateDetection = 0x2;

    /// <summary>Adds an address of this one host. One that is there already stays as it is.</summary>
    /// <returns>Whether it was added.</returns>
    /// <exception cref="NetlinkException">The kernel refused.</exception>
    public bool Add(IPAddress address, string label)
    {
        try
        {
            Execute(NewAddress, NetlinkMessage.Acknowledge | NetlinkMessage.Create | NetlinkMessage.Exclusive, address, label);
            return true;
        }
        catch (NetlinkException e) when (e.ErrorNumber == NetlinkException.Exists)
        {
            return false;
        }
    }

    /// <summary>Removes an address. One that is not there is no error.</summary>
    /// <exception cref="NetlinkException">The kernel refused.</exception>
    public void Remove(IPAddress address)
    {
        try
        {
            Execute(DeleteAddress, NetlinkMessage.Acknowledge, address, label: null);
        }
        catch (NetlinkException e) when (e.ErrorNumber == NetlinkException.AddressNotAvailable)
        {
            // Gone already: what was wanted.
        }
    }

    /// <summary>The addresses that were added with a label, by this process or one before it.</summary>
    /// <exception cref="NetlinkException">The kernel refused.</exception>
    public IReadOnlyList<IPAddress> Labeled(string label)
    {
        var found = new List<IPAddress>();
        using var socket = new NetlinkSocket();
        socket.Dump(new NetlinkMessage(GetAddress, NetlinkMessage.Dump).Fixed(new byte[8]), "list addresses", (type, body) =>
        {
            if (type == NewAddress && Parse(body, label) is { } address) found.Add(address);
        });
        return found;
    }

    private void Execute(ushort type, int flags, IPAddress address, string? label)
    {
        var v6 = address.AddressFamily == AddressFamily.InterNetworkV6;
        Span<byte> header = stackalloc byte[8];
        header.Clear();
        header[0] = v6 ? (byte)10 : (byte)2;
        header[1] = v6 ? (byte)128 : (byte)32;
        header[3] = HostScope;
        MemoryMarshal.Write(header[4..], (uint)interfaceIndex);
        var bytes = address.GetAddressBytes();
        var message = new NetlinkMessage(type, (ushort)flags).Fixed(header).Attribute(LocalAttribute, bytes).Attribute(AddressAttribute, bytes);
        if (label is not null && !v6) message.Attribute(LabelAttribute, label);
        if (label is not null && v6) message.Attribute(FlagsAttribute, NoDuplicateDetection);
        if (label is not null && v6) message.Attribute(PriorityAttribute, NumberOf(label));
        using var socket = new NetlinkSocket();
        socket.Execute(message, $"{(type == NewAddress ? "add" : "remove")} address {address}");
    }

    private IPAddress? Parse(ReadOnlySpan<byte> body, string label)
    {
        if (body.Length < 8 || MemoryMarshal.Read<uint>(body[4..]) != interfaceIndex) return null;
        var v6 = body[0] == 10;
        IPAddress? address = null;
        var ours = false;
        for (var rest = body[8..]; rest.Length >= 4;)
        {
            var length = MemoryMarshal.Read<ushort>(rest);
            if (length < 4 || length > rest.Length) break;
            var value = rest[4..length];
            switch (MemoryMarshal.Read<ushort>(rest[2..]))
            {
                case LocalAttribute when !v6:
                case AddressAttribute when v6:
                    address = new IPAddress(value);
                    break;
                case LabelAttribute when !v6:
                    ours = Encoding.ASCII.GetString(value).TrimEnd('\0') == label;
                    break;
                case PriorityAttribute when v6:
                    ours = MemoryMarshal.Read<uint>(value) == NumberOf(label);
                    break;
            }

            rest = rest[Math.Min(NetlinkMessage.Align(length), rest.Length)..];
        }

        return ours ? address : null;
    }

    // Addresses of IPv6 have no labels. They have a priority, which means nothing to one of this host alone: a number made of the label (FNV-1a), beyond those that people write.
    private static uint NumberOf(string label)
    {
        var number = 2166136261u;
        foreach (var letter in Encoding.ASCII.GetBytes(label)) number = (number ^ letter) * 16777619u;
        return number | 0x8000_0000;
    }
}
