using System.Buffers.Binary;
using System.Security.Cryptography.X509Certificates;
using Kube.Api.Requests;

namespace Kube.Node.Identity;

/// <summary>When certificates are renewed.</summary>
internal static class RotationTimes
{
    /// <summary>After 70 to 90 % of a certificate's life, as upstream: a fleet that joined together does not renew together.</summary>
    /// <remarks>Signers date certificates back, so one of some minutes may be past that time when it comes; then the same part of what is left of it counts.</remarks>
    public static DateTimeOffset Due(X509Certificate2 certificate, DateTimeOffset now, bool isFresh, IRandomSource random)
    {
        var (from, until) = (new DateTimeOffset(certificate.NotBefore.ToUniversalTime()), new DateTimeOffset(certificate.NotAfter.ToUniversalTime()));
        var part = 0.7 + (0.2 * Draw(random));
        var due = from + ((until - from) * part);
        return isFresh && due <= now ? now + ((until - now) * part) : due;
    }

    private static double Draw(IRandomSource random)
    {
        Span<byte> bytes = stackalloc byte[4];
        random.Fill(bytes);
        return BinaryPrimitives.ReadUInt32LittleEndian(bytes) / (double)uint.MaxValue;
    }
}
