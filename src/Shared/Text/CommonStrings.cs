using System.Buffers.Binary;
using System.Text;

namespace Kube.Shared.Text;

/// <summary>Gives texts that come again and again, the names of labels, images, namespaces and kinds, as one string each: objects of a cluster say little that
/// others have not said, and whoever holds many of them holds each text once.</summary>
/// <remarks>A table of fixed size without locks: two threads may make the same string twice, and a newer text takes the place of an older one.</remarks>
internal static class CommonStrings
{
    private const int Slots = 4096;
    private const int LongestKept = 64;

    private static readonly string?[] s_slots = new string?[Slots];

    /// <param name="ascii">The text; nothing but ASCII, or what Latin-1 says of it.</param>
    public static string Of(ReadOnlySpan<byte> ascii)
    {
        if (ascii.Length > LongestKept) return Encoding.Latin1.GetString(ascii);
        if (ascii.IsEmpty) return "";
        ref var slot = ref s_slots[Hash(ascii) & (Slots - 1)];
        if (slot is { } known && known.Length == ascii.Length && Ascii.Equals(ascii, known)) return known;
        return slot = Encoding.Latin1.GetString(ascii);
    }

    // Both ends: texts of one kind often differ only at one of them.
    private static int Hash(ReadOnlySpan<byte> text)
    {
        var length = text.Length;
        var mixed = length >= 8
            ? BinaryPrimitives.ReadUInt64LittleEndian(text) ^ ulong.RotateLeft(BinaryPrimitives.ReadUInt64LittleEndian(text[(length - 8)..]), 29)
            : length >= 4
                ? BinaryPrimitives.ReadUInt32LittleEndian(text) | ((ulong)BinaryPrimitives.ReadUInt32LittleEndian(text[(length - 4)..]) << 32)
                : (uint)(text[0] | (text[length / 2] << 8) | (text[length - 1] << 16));
        return (int)(((mixed + (ulong)length) * 0x9E3779B97F4A7C15) >> 40);
    }
}
