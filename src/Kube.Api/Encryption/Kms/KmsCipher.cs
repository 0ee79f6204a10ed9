using System.Security.Cryptography;
using Google.Protobuf;
using Kube.Api.Encryption.Kms.Protos;

namespace Kube.Api.Encryption.Kms;

/// <summary>Values whose keys a key management service guards: upstream's <c>kms</c>, version 2.</summary>
internal sealed class KmsCipher(KmsKeyring keyring) : ValueCipher($"k8s:enc:kms:v2:{keyring.Name}:")
{
    public KmsKeyring Keyring => keyring;

    /// <summary>The service's key is part of it: when that changes, values are written anew.</summary>
    public override string Mark => Prefix + keyring.KeyId;

    public override byte[] Seal(ReadOnlySpan<byte> plain, ReadOnlySpan<byte> key)
    {
        var value = keyring.Seal(plain, key);
        var bytes = new byte[PrefixBytes.Length + value.CalculateSize()];
        PrefixBytes.CopyTo(bytes, 0);
        value.WriteTo(bytes.AsSpan(PrefixBytes.Length));
        return bytes;
    }

    public override byte[] Open(ReadOnlySpan<byte> body, ReadOnlySpan<byte> key) => keyring.Open(Parse(body), key);

    public override string MarkOf(ReadOnlySpan<byte> body) => Prefix + Parse(body).KeyId;

    private static EncryptedObject Parse(ReadOnlySpan<byte> body)
    {
        try
        {
            return EncryptedObject.Parser.ParseFrom(body);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new CryptographicException($"failed to unmarshal the stored data: {e.Message}", e);
        }
    }
}
