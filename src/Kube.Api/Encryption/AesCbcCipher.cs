using System.Security.Cryptography;

namespace Kube.Api.Encryption;

/// <summary>AES-CBC with a random initialization vector in front and PKCS #7 padding: upstream's <c>aescbc</c>. It notices no change of what is stored, and is here for what
/// was written with it.</summary>
internal sealed class AesCbcCipher(string name, byte[] secret) : LocalCipher($"k8s:enc:aescbc:v1:{name}:")
{
    private const int Block = 16;

    public override byte[] Open(ReadOnlySpan<byte> body, ReadOnlySpan<byte> key)
    {
        if (body.Length < Block) throw new CryptographicException("the stored data was shorter than the required size");
        if (body.Length % Block != 0) throw new CryptographicException("the stored data is not a multiple of the block size");
        using var aes = Aes.Create();
        aes.Key = secret;
        return aes.DecryptCbc(body[Block..], body[..Block]);
    }

    protected override int SealedLength(int plain) => Block + (((plain / Block) + 1) * Block);

    protected override void Seal(ReadOnlySpan<byte> plain, ReadOnlySpan<byte> key, Span<byte> body)
    {
        using var aes = Aes.Create();
        aes.Key = secret;
        RandomNumberGenerator.Fill(body[..Block]);
        aes.EncryptCbc(plain, body[..Block], body[Block..]);
    }
}
