using System.Security.Cryptography;

namespace Kube.Api.Encryption;

/// <summary>AES-GCM with a random nonce in front and the tag behind: upstream's <c>aesgcm</c>.</summary>
internal sealed class AesGcmCipher(string name, byte[] secret) : LocalCipher($"k8s:enc:aesgcm:v1:{name}:")
{
    private const int Nonce = 12;
    private const int Tag = 16;

    public override byte[] Open(ReadOnlySpan<byte> body, ReadOnlySpan<byte> key)
    {
        if (body.Length < Nonce + Tag) throw new CryptographicException("the stored data was shorter than the required size");
        using var aes = new AesGcm(secret, Tag);
        var plain = new byte[body.Length - Nonce - Tag];
        aes.Decrypt(body[..Nonce], body[Nonce..^Tag], body[^Tag..], plain, key);
        return plain;
    }

    protected override int SealedLength(int plain) => Nonce + plain + Tag;

    protected override void Seal(ReadOnlySpan<byte> plain, ReadOnlySpan<byte> key, Span<byte> body)
    {
        using var aes = new AesGcm(secret, Tag);
        RandomNumberGenerator.Fill(body[..Nonce]);
        aes.Encrypt(body[..Nonce], plain, body[Nonce..^Tag], body[^Tag..], key);
    }
}
