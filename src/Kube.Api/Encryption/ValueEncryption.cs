using System.Security.Cryptography;
using System.Text;
using Kube.Api.Catalog;
using Kube.Api.Encryption.Kms;
using Kube.Api.Errors;
using Kube.Store.Kv;
using Microsoft.Extensions.Options;

namespace Kube.Api.Encryption;

/// <summary>Encrypts values on their way into the store, and decrypts them once a revision on their way out. Values of resources that are not configured pass as they are,
/// at the cost of one look at how they begin. Safe for concurrent use.</summary>
internal sealed class ValueEncryption
{
    private volatile EncryptionRules? _rules;

    public ValueEncryption(IOptions<EncryptionOptions> options)
    {
        if (options.Value.ConfigFile is not { Length: > 0 } file) return;
        try
        {
            _rules = EncryptionRules.Parse(File.ReadAllBytes(file));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new EncryptionConfigurationException($"error opening encryption provider configuration file \"{file}\": {e.Message}", e);
        }
    }

    /// <summary>The key management services of the configuration.</summary>
    public IReadOnlyList<KmsKeyring> Keyrings => _rules?.Keyrings ?? [];

    /// <summary>Takes a changed configuration over.</summary>
    public void Configure(EncryptionRules rules) => _rules = rules;

    /// <summary>What the store is to hold.</summary>
    public ReadOnlyMemory<byte> Seal(ResourceDefinition resource, StoreKey key, ReadOnlyMemory<byte> json)
    {
        if (_rules is not { } rules || rules.Find(resource.Resource)?.Writer is not { } writer) return json;
        try
        {
            return writer.Seal(json.Span, key.Span);
        }
        catch (CryptographicException e)
        {
            throw new InternalErrorException(e.Message, e);
        }
    }

    /// <summary>Whether a value would be written otherwise today than it was: by another key, or not encrypted.</summary>
    public bool IsStale(ResourceDefinition resource, string? sealedWith) => _rules is { } rules && rules.Find(resource.Resource) is { } rule && rule.Writer?.Mark != sealedWith;

    /// <summary>Whether a value is to be opened, or refused: it is encrypted, or ought to be.</summary>
    public bool Guards(ResourceDefinition resource, ReadOnlySpan<byte> value) => IsSealed(value) || (_rules?.Find(resource.Resource) is { ReadsPlain: false });

    /// <summary>Whether a value is encrypted.</summary>
    public static bool IsSealed(ReadOnlySpan<byte> value) => value.StartsWith(ValueCipher.AnyPrefix);

    /// <summary>What the store holds, decrypted.</summary>
    /// <param name="resource">Whose object it is.</param>
    /// <param name="key">The key that it is stored under.</param>
    /// <param name="value">The stored value.</param>
    /// <param name="sealedWith">The mark of the key that it was encrypted with; null for a value that is not encrypted.</param>
    /// <exception cref="InternalErrorException">It cannot be decrypted.</exception>
    public ReadOnlyMemory<byte> Open(ResourceDefinition resource, StoreKey key, ReadOnlyMemory<byte> value, out string? sealedWith)
    {
        sealedWith = null;
        var rule = _rules?.Find(resource.Resource);
        if (!IsSealed(value.Span))
            return rule is null || rule.ReadsPlain ? value : throw Unreadable(key, "no matching prefix found", null);
        if (rule is null) throw Unreadable(key, "identity transformer tried to read encrypted data", null);
        foreach (var cipher in rule.Ciphers)
        {
            if (cipher is null || !value.Span.StartsWith(cipher.PrefixBytes)) continue;
            try
            {
                var body = value.Span[cipher.PrefixBytes.Length..];
                sealedWith = cipher.MarkOf(body);
                return cipher.Open(body, key.Span);
            }
            catch (CryptographicException e)
            {
                throw Unreadable(key, e.Message, e);
            }
        }

        throw Unreadable(key, "no matching prefix found", null);
    }

    private static InternalErrorException Unreadable(StoreKey key, string why, Exception? cause) =>
        new($"unable to transform key \"{Encoding.UTF8.GetString(key.Span)}\": {why}", cause);
}
