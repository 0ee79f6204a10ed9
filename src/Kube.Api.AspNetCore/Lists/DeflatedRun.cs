using System.IO.Compression;
using System.Runtime.InteropServices;
using Kube.Api.AspNetCore.Responses;
using Kube.Api.Objects;

namespace Kube.Api.AspNetCore.Lists;

/// <summary>A few neighbouring objects of a list, compressed together once and used by every list that has the same objects next to each other.</summary>
/// <remarks>Kept with the first of them. It ends on a byte boundary and refers to nothing before it, so that runs can be put together in any order.</remarks>
internal sealed class DeflatedRun
{
    private readonly ObjectRevision[] _members;

    private DeflatedRun(ObjectRevision[] members, ReadOnlySpan<byte> json)
    {
        _members = members;
        Length = json.Length;
        Checksum = Crc32.Of(json);
        Shift = Crc32.Shift(json.Length);
        Bytes = Deflate(json);
    }

    /// <summary>Deflate blocks, none of them the last.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>Length of what was compressed.</summary>
    public int Length { get; }

    /// <summary>CRC-32 of what was compressed.</summary>
    public uint Checksum { get; }

    /// <summary><see cref="Crc32.Shift"/> of the length.</summary>
    public uint Shift { get; }

    /// <summary>The run of these objects: the one kept, if it is still of them, else a new one.</summary>
    public static DeflatedRun Of(List<ObjectRevision> members)
    {
        var first = members[0].Object;
        if (first.Derived is DeflatedRun kept && kept.IsOf(members)) return kept;
        using var json = new PooledBuffer(64 << 10);
        for (var i = 0; i < members.Count; i++)
        {
            if (i > 0) System.Buffers.BuffersExtensions.Write(json, ","u8);
            members[i].Object.WriteJsonListItem(json, members[i].Revision);
        }

        var made = new DeflatedRun([.. members], json.WrittenSpan);
        first.Derived = made;
        return made;
    }

    private bool IsOf(List<ObjectRevision> members)
    {
        var others = CollectionsMarshal.AsSpan(members);
        if (others.Length != _members.Length) return false;
        for (var i = 0; i < others.Length; i++)
        {
            if (!ReferenceEquals(others[i].Object, _members[i].Object) || others[i].Revision != _members[i].Revision) return false;
        }

        return true;
    }

    private static byte[] Deflate(ReadOnlySpan<byte> json)
    {
        using var output = new MemoryStream(json.Length / 4);
        using var deflate = new DeflateStream(output, CompressionLevel.Fastest, leaveOpen: true);
        deflate.Write(json);
        // A flush ends on a byte boundary, with an empty stored block; what disposing would add, the last block, is not wanted.
        deflate.Flush();
        return output.ToArray();
    }
}
