using System.Buffers.Binary;

namespace Kube.Api.Requests;

/// <summary>What is made of randomness.</summary>
internal static class Identifiers
{
    private const string SuffixAlphabet = "bcdfghjklmnpqrstvwxz2456789";
    private const int SuffixLength = 5;
    private const int MaxGeneratedLength = 63;

    /// <summary>A version 4 UUID.</summary>
    public static string NewUid(this IRandomSource random)
    {
        Span<byte> bytes = stackalloc byte[16];
        random.Fill(bytes);
        bytes[6] = (byte)((bytes[6] & 0x0f) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3f) | 0x80);
        return new Guid(bytes, bigEndian: true).ToString();
    }

    /// <summary>A name from a prefix, as upstream's: five characters without vowels and look-alikes, the prefix cut so that all are at most 63.</summary>
    public static string NewName(this IRandomSource random, string prefix)
    {
        Span<byte> bytes = stackalloc byte[SuffixLength];
        random.Fill(bytes);
        Span<char> suffix = stackalloc char[SuffixLength];
        for (var i = 0; i < SuffixLength; i++) suffix[i] = SuffixAlphabet[bytes[i] % SuffixAlphabet.Length];
        return string.Concat(prefix.AsSpan(0, Math.Min(prefix.Length, MaxGeneratedLength - SuffixLength)), suffix);
    }

    /// <summary>At least 0, less than 1.</summary>
    public static double NextFraction(this IRandomSource random)
    {
        Span<byte> bytes = stackalloc byte[4];
        random.Fill(bytes);
        return BinaryPrimitives.ReadUInt32LittleEndian(bytes) / (double)(1L << 32);
    }
}
