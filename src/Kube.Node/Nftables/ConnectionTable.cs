using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Kube.Node.Netlink;

namespace Kube.Node.Nftables;

/// <summary>The connections that the kernel remembers (ctnetlink).</summary>
internal sealed class ConnectionTable(NetfilterSocket socket)
{
    private const ushort Get = 0x101, Delete = 0x102, Nested = 0x8000;
    private const ushort Original = 1, Reply = 2, Status = 3, Addresses = 1, Transport = 2;
    private const ushort Source4 = 1, Destination4 = 2, Source6 = 3, Destination6 = 4, ProtocolNumber = 1, SourcePort = 2, DestinationPort = 3;
    private const int NotFound = 2;
    private const uint SeenReply = 2;

    /// <summary>All connections of a protocol.</summary>
    /// <exception cref="NetlinkException">The kernel refused.</exception>
    public IReadOnlyList<TrackedConnection> List(byte family, byte protocol)
    {
        var found = new List<TrackedConnection>();
        socket.Dump(new NetlinkMessage(Get, NetlinkMessage.Dump).Fixed([family, 0, 0, 0]), "list connections", (_, body) =>
        {
            if (body.Length < 4) return;
            Tuple original = default, reply = default;
            var isAnswered = false;
            foreach (var (type, value) in new Attributes(body[4..]))
            {
                if (type == Original) original = Read(value);
                else if (type == Reply) reply = Read(value);
                else if (type == Status) isAnswered = (BinaryPrimitives.ReadUInt32BigEndian(value) & SeenReply) != 0;
            }

            if (original.Protocol == protocol && original.Source is not null && original.Destination is not null && reply.Source is not null)
                found.Add(new(protocol, original.Source, original.Destination, reply.Source, isAnswered));
        });
        return found;
    }

    /// <summary>Forgets a connection; one that is gone is success.</summary>
    /// <exception cref="NetlinkException">The kernel refused.</exception>
    public void Forget(TrackedConnection connection)
    {
        var isIPv6 = connection.Source.AddressFamily == AddressFamily.InterNetworkV6;
        var message = new NetlinkMessage(Delete, NetlinkMessage.Acknowledge)
            .Fixed([isIPv6 ? NftNumbers.IPv6 : NftNumbers.IPv4, 0, 0, 0])
            .Nested(Original | Nested, tuple => tuple
                .Nested(Addresses | Nested, addresses => addresses
                    .Attribute(isIPv6 ? Source6 : Source4, connection.Source.Address.GetAddressBytes())
                    .Attribute(isIPv6 ? Destination6 : Destination4, connection.Destination.Address.GetAddressBytes()))
                .Nested(Transport | Nested, transport => transport
                    .Attribute(ProtocolNumber, [connection.Protocol])
                    .Attribute(SourcePort, Port(connection.Source))
                    .Attribute(DestinationPort, Port(connection.Destination))));
        try
        {
            socket.Execute(message, $"forget connection {connection.Source} to {connection.Destination}");
        }
        catch (NetlinkException gone) when (gone.ErrorNumber == NotFound)
        {
            // It ended by itself.
        }
    }

    private static byte[] Port(IPEndPoint place) => [(byte)(place.Port >> 8), (byte)place.Port];

    private static Tuple Read(ReadOnlySpan<byte> tuple)
    {
        IPAddress? source = null, destination = null;
        byte protocol = 0;
        int sourcePort = 0, destinationPort = 0;
        foreach (var (part, content) in new Attributes(tuple))
        {
            foreach (var (type, value) in new Attributes(content))
            {
                switch (part, type)
                {
                    case (Addresses, Source4 or Source6): source = new(value); break;
                    case (Addresses, Destination4 or Destination6): destination = new(value); break;
                    case (Transport, ProtocolNumber): protocol = value[0]; break;
                    case (Transport, SourcePort): sourcePort = BinaryPrimitives.ReadUInt16BigEndian(value); break;
                    case (Transport, DestinationPort): destinationPort = BinaryPrimitives.ReadUInt16BigEndian(value); break;
                }
            }
        }

        return source is null || destination is null ? default : new(protocol, new(source, sourcePort), new(destination, destinationPort));
    }

    private readonly record struct Tuple(byte Protocol, IPEndPoint? Source, IPEndPoint? Destination);

    /// <summary>Walks over attributes; stops at what makes no sense.</summary>
    private ref struct Attributes(ReadOnlySpan<byte> bytes)
    {
        private ReadOnlySpan<byte> _rest = bytes;

        public Entry Current { get; private set; }

        public readonly Attributes GetEnumerator() => this;

        public bool MoveNext()
        {
            if (_rest.Length < 4) return false;
            var length = MemoryMarshal.Read<ushort>(_rest);
            if (length < 4 || length > _rest.Length) return false;
            Current = new((ushort)(MemoryMarshal.Read<ushort>(_rest[2..]) & 0x3fff), _rest[4..length]);
            _rest = _rest[Math.Min(NetlinkMessage.Align(length), _rest.Length)..];
            return true;
        }
    }

    private readonly ref struct Entry(ushort type, ReadOnlySpan<byte> value)
    {
        private readonly ReadOnlySpan<byte> _value = value;

        public void Deconstruct(out ushort kind, out ReadOnlySpan<byte> content)
        {
            kind = type;
            content = _value;
        }
    }
}
