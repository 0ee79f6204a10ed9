using System.Security.Cryptography;

namespace Kube.Api.AspNetCore.Responses;

/// <summary>Names requests in answers and audit records. Ids look like random UUIDs, as upstream's; they are unique, not secret: half of one is a counter.</summary>
internal sealed class AuditIds
{
    private readonly ulong _half;
    private ulong _counter;

    public AuditIds()
    {
        Span<byte> seed = stackalloc byte[16];
        RandomNumberGenerator.Fill(seed);
        _half = BitConverter.ToUInt64(seed);
        _counter = BitConverter.ToUInt64(seed[8..]);
    }

    public string Next()
    {
        // An odd multiplier visits every 64-bit value before it repeats one.
        var spread = Interlocked.Increment(ref _counter) * 0x9E3779B97F4A7C15UL;
        return string.Create(36, (_half, spread), static (text, halves) =>
        {
            Span<byte> bytes = stackalloc byte[16];
            BitConverter.TryWriteBytes(bytes, halves.spread);
            BitConverter.TryWriteBytes(bytes[8..], halves._half);
            bytes[7] = (byte)((bytes[7] & 0x0F) | 0x40);
            bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
            new Guid(bytes).TryFormat(text, out _);
        });
    }
}
