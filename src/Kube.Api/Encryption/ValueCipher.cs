using System.Text;

namespace Kube.Api.Encryption;

/// <summary>One key of one provider. What it writes begins with a prefix that names both, as upstream's; what it reads is bound to the key that it is stored under,
/// where the kind of cipher can do that. Safe for concurrent use.</summary>
internal abstract class ValueCipher(string prefix)
{
    /// <summary>What begins every value that is encrypted, by whomever.</summary>
    public static ReadOnlySpan<byte> AnyPrefix => "k8s:enc:"u8;

    /// <summary>The provider and key, as <c>k8s:enc:aesgcm:v1:key1:</c>.</summary>
    public string Prefix { get; } = prefix;

    /// <summary>What it would write with now; a value that another mark wrote is stale.</summary>
    public virtual string Mark => Prefix;

    public byte[] PrefixBytes { get; } = Encoding.UTF8.GetBytes(prefix);

    /// <summary>Encrypts a value.</summary>
    /// <param name="plain">The value.</param>
    /// <param name="key">The key that it is stored under.</param>
    /// <returns>Prefix and encrypted value.</returns>
    public abstract byte[] Seal(ReadOnlySpan<byte> plain, ReadOnlySpan<byte> key);

    /// <summary>Decrypts what follows the prefix.</summary>
    /// <exception cref="System.Security.Cryptography.CryptographicException">It is not what this key wrote there.</exception>
    public abstract byte[] Open(ReadOnlySpan<byte> body, ReadOnlySpan<byte> key);

    /// <summary>The mark that wrote what follows the prefix.</summary>
    public virtual string MarkOf(ReadOnlySpan<byte> body) => Prefix;
}
