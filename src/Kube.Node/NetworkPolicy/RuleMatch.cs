using System.Buffers.Binary;
using Kube.Node.Nftables;

namespace Kube.Node.NetworkPolicy;

/// <summary>One thing that a rule allows.</summary>
/// <param name="PeerSet">Where the peers are: <see cref="PolicyTable.Peers"/>, <see cref="PolicyTable.Blocks"/>; null: anybody.</param>
/// <param name="PeerNumber">The number that they are there under.</param>
/// <param name="Protocol">The transport protocol; null: any, ports or not.</param>
/// <param name="First">The first port; null: any.</param>
/// <param name="Last">The last port.</param>
/// <param name="NamedNumber">The number under which receivers and their ports are in <see cref="PolicyTable.Named"/>; null: the port is a number.</param>
internal sealed record RuleMatch(string? PeerSet, int PeerNumber, byte? Protocol = null, int? First = null, int? Last = null, int? NamedNumber = null)
{
    public void Write(NftRule rule, IPFamily family, PolicyDirection direction)
    {
        if (NamedNumber is { } named)
        {
            rule.Load(0, BitConverter.GetBytes(named)).Network(1, family.DestinationOffset, family.Size);
            rule.Protocol(1 + family.Words).Transport(2 + family.Words, 2, 2).In(PolicyTable.Named, 0);
        }
        else if (Protocol is { } protocol)
        {
            rule.Protocol(0).Equal(0, [protocol]);
            if (First is { } first)
            {
                rule.Transport(0, 2, 2);
                _ = Last == first ? rule.Equal(0, Port(first)) : rule.AtLeast(0, Port(first)).AtMost(0, Port(Last!.Value));
            }
        }

        if (PeerSet is not null)
        {
            var offset = direction == PolicyDirection.Ingress ? family.SourceOffset : family.DestinationOffset;
            rule.Load(0, BitConverter.GetBytes(PeerNumber)).Network(1, offset, family.Size).In(PeerSet, 0);
        }

        rule.Accept();
    }

    private static byte[] Port(int number)
    {
        var bytes = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, (ushort)number);
        return bytes;
    }
}
