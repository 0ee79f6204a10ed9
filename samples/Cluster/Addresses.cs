using System.Buffers.Binary;
using System.Net;

namespace Kube.Samples.Cluster;

/// <summary>Places in a range of IPv4 addresses.</summary>
internal static class Addresses
{
    /// <summary>The n-th address of a range; its base is the 0-th.</summary>
    public static IPAddress Of(IPNetwork range, uint number)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, BinaryPrimitives.ReadUInt32BigEndian(range.BaseAddress.GetAddressBytes()) + number);
        return new IPAddress(bytes);
    }

    /// <summary>The n-th /24 of a range of pods.</summary>
    public static IPNetwork Slash24(IPNetwork range, int number) => new(Of(range, (uint)number << 8), 24);
}
