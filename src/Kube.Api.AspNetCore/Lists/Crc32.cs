using System.Buffers.Binary;

namespace Kube.Api.AspNetCore.Lists;

/// <summary>The CRC-32 of gzip, with the operation that makes cached pieces useful: the checksum of two texts in a row out of the checksums of each.</summary>
internal static class Crc32
{
    private const uint Polynomial = 0xEDB88320;

    // Eight tables let eight bytes be taken in one step.
    private static readonly uint[] Tables = MakeTables();

    // Powers[n] is x^(2^n) modulo the polynomial.
    private static readonly uint[] Powers = MakePowers();

    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        var tables = Tables;
        var crc = uint.MaxValue;
        while (bytes.Length >= 8)
        {
            var low = BinaryPrimitives.ReadUInt32LittleEndian(bytes) ^ crc;
            var high = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
            crc = tables[(7 * 256) + (int)(low & 0xFF)] ^ tables[(6 * 256) + (int)((low >> 8) & 0xFF)]
                ^ tables[(5 * 256) + (int)((low >> 16) & 0xFF)] ^ tables[(4 * 256) + (int)(low >> 24)]
                ^ tables[(3 * 256) + (int)(high & 0xFF)] ^ tables[(2 * 256) + (int)((high >> 8) & 0xFF)]
                ^ tables[256 + (int)((high >> 16) & 0xFF)] ^ tables[(int)(high >> 24)];
            bytes = bytes[8..];
        }

        foreach (var b in bytes) crc = (crc >> 8) ^ tables[(int)((crc ^ b) & 0xFF)];
        return ~crc;
    }

    /// <summary>What <see cref="Combine"/> needs to know of the length of the second text.</summary>
    public static uint Shift(long length)
    {
        var product = 1u << 31;
        // x^(8·length): the length in bits, taken apart into powers of two.
        for (var n = 3; length != 0; length >>= 1, n++)
        {
            if ((length & 1) != 0) product = Multiply(Powers[n & 31], product);
        }

        return product;
    }

    /// <summary>The checksum of a first text followed by a second one of a length that <paramref name="shift"/> stands for.</summary>
    public static uint Combine(uint first, uint second, uint shift) => Multiply(shift, first) ^ second;

    // Multiplies two polynomials modulo the CRC's; bit 31 is the coefficient of x^0.
    private static uint Multiply(uint left, uint right)
    {
        var product = 0u;
        for (var bit = 1u << 31; left != 0; bit >>= 1)
        {
            if ((left & bit) != 0)
            {
                product ^= right;
                left &= ~bit;
            }

            right = (right & 1) != 0 ? (right >> 1) ^ Polynomial : right >> 1;
        }

        return product;
    }

    private static uint[] MakeTables()
    {
        var tables = new uint[8 * 256];
        for (var i = 0u; i < 256; i++)
        {
            var crc = i;
            for (var bit = 0; bit < 8; bit++) crc = (crc & 1) != 0 ? (crc >> 1) ^ Polynomial : crc >> 1;
            tables[i] = crc;
        }

        for (var i = 256; i < tables.Length; i++) tables[i] = (tables[i - 256] >> 8) ^ tables[tables[i - 256] & 0xFF];
        return tables;
    }

    private static uint[] MakePowers()
    {
        var powers = new uint[32];
        var power = 1u << 30;
        for (var n = 0; n < powers.Length; n++)
        {
            powers[n] = power;
            power = Multiply(power, power);
        }

        return powers;
    }
}
