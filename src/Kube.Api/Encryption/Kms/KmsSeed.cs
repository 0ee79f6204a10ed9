using System.Security.Cryptography;

namespace Kube.Api.Encryption.Kms;

/// <summary>A seed that a key management service guards: each value is encrypted with a key of its own, which is derived from it (upstream's
/// <c>HKDF_SHA256_XNONCE_AES_GCM_SEED</c>); or, in values of older servers, itself the key of all.</summary>
internal sealed class KmsSeed(byte[] secret, bool isKey)
{
    /// <summary>How many bytes a seed has.</summary>
    public const int Length = 32;

    private const int Info = 32;
    private const int Nonce = 12;
    private const int Tag = 16;

    public byte[] Seal(ReadOnlySpan<byte> plain, ReadOnlySpan<byte> key)
    {
        var start = isKey ? 0 : Info;
        var body = new byte[start + Nonce + plain.Length + Tag];
        RandomNumberGenerator.Fill(body.AsSpan(0, start + Nonce));
        using var aes = Cipher(body.AsSpan(0, start));
        var rest = body.AsSpan(start);
        aes.Encrypt(rest[..Nonce], plain, rest[Nonce..^Tag], rest[^Tag..], key);
        return body;
    }

    /// <exception cref="CryptographicException">It is not what this seed wrote there.</exception>
    public byte[] Open(ReadOnlySpan<byte> body, ReadOnlySpan<byte> key)
    {
        var start = isKey ? 0 : Info;
        if (body.Length < start + Nonce + Tag) throw new CryptographicException("the stored data was shorter than the required size");
        using var aes = Cipher(body[..start]);
        var rest = body[start..];
        var plain = new byte[rest.Length - Nonce - Tag];
        aes.Decrypt(rest[..Nonce], rest[Nonce..^Tag], rest[^Tag..], plain, key);
        return plain;
    }

    private AesGcm Cipher(ReadOnlySpan<byte> info)
    {
        if (isKey) return new AesGcm(secret, Tag);
        Span<byte> derived = stackalloc byte[32];
        // The seed is random already: only the second half of the derivation is needed.
        HKDF.Expand(HashAlgorithmName.SHA256, secret, derived, info);
        return new AesGcm(derived, Tag);
    }
}
