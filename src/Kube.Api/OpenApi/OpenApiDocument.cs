using System.Security.Cryptography;

namespace Kube.Api.OpenApi;

/// <summary>One finished document. Immutable; safe to share with every reader.</summary>
public sealed class OpenApiDocument
{
    internal OpenApiDocument(byte[] json)
    {
        Json = json;
        Hash = Convert.ToHexString(SHA512.HashData(json));
    }

    /// <summary>The document as JSON; read only.</summary>
    public ReadOnlyMemory<byte> Json { get; }

    /// <summary>SHA-512 of the JSON in upper-case hexadecimal: the ETag's content, and the <c>hash</c> in the index of version 3. Equal documents of two servers
    /// have equal hashes.</summary>
    public string Hash { get; }
}
