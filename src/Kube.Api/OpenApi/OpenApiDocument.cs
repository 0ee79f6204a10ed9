using System.Security.Cryptography;

namespace Kube.Api.OpenApi;

/// <summary>One finished document. Immutable; safe to share with every reader.</summary>
public sealed class OpenApiDocument
{
    private readonly GnosticMessage? _message;
    private byte[]? _protobuf;

    internal OpenApiDocument(byte[] json, GnosticMessage? message = null)
    {
        (Json, _message) = (json, message);
        Hash = Convert.ToHexString(SHA512.HashData(json));
    }

    /// <summary>The document as JSON; read only.</summary>
    public ReadOnlyMemory<byte> Json { get; }

    /// <summary>The document in gnostic's protobuf (<c>com.github.proto-openapi.spec.v2@v1.0</c> or <c>v3</c>), made on first use; empty for the index, which has
    /// no such form. Read only.</summary>
    public ReadOnlyMemory<byte> Protobuf => _protobuf ??= _message is null ? [] : GnosticWriter.Write(Json, _message);

    /// <summary>SHA-512 of the JSON in upper-case hexadecimal: the ETag's content, and the <c>hash</c> in the index of version 3. Equal documents of two servers
    /// have equal hashes.</summary>
    public string Hash { get; }
}
