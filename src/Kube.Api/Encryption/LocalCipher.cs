namespace Kube.Api.Encryption;

/// <summary>A cipher whose key is in the configuration, and whose values are as long as their text makes them.</summary>
internal abstract class LocalCipher(string prefix) : ValueCipher(prefix)
{
    public sealed override byte[] Seal(ReadOnlySpan<byte> plain, ReadOnlySpan<byte> key)
    {
        var sealedValue = new byte[PrefixBytes.Length + SealedLength(plain.Length)];
        PrefixBytes.CopyTo(sealedValue, 0);
        Seal(plain, key, sealedValue.AsSpan(PrefixBytes.Length));
        return sealedValue;
    }

    protected abstract int SealedLength(int plain);

    protected abstract void Seal(ReadOnlySpan<byte> plain, ReadOnlySpan<byte> key, Span<byte> body);
}
