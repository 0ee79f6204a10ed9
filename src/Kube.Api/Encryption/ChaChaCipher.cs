using System.Security.Cryptography;

namespace Kube.Api.Encryption;

/// <summary>ChaCha20-Poly1305 with a random nonce in front and the tag behind. It stands where upstream's <c>secretbox</c> does, which is XSalsa20-Poly1305: the platform has none.
/// The prefix is therefore this project's own, and upstream's values of that provider are not read.</summary>
internal sealed class ChaChaCipher(string name, byte[] secret) : LocalCipher($"k8s:enc:chacha20poly1305:v1:{name}:")
{
    private const int Nonce = 12;
    private const int Tag = 16;

    public override byte[] Open(ReadOnlySpan<byte> body, ReadOnlySpan<byte> key)
    {
        if (body.Length < Nonce + Tag) throw new CryptographicException("the stored data was shorter than the required size");
        using var cipher = new ChaCha20Poly1305(secret);
        var plain = new byte[body.Length - Nonce - Tag];
        cipher.Decrypt(body[..Nonce], body[Nonce..^Tag], body[^Tag..], plain, key);
        return plain;
    }

    protected override int SealedLength(int plain) => Nonce + plain + Tag;

    protected override void Seal(ReadOnlySpan<byte> plain, ReadOnlySpan<byte> key, Span<byte> body)
    {
        using var cipher = new ChaCha20Poly1305(secret);
        RandomNumberGenerator.Fill(body[..Nonce]);
        cipher.Encrypt(body[..Nonce], plain, body[Nonce..^Tag], body[^Tag..], key);
    }
}
