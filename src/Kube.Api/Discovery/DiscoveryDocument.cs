using System.Security.Cryptography;

namespace Kube.Api.Discovery;

/// <summary>One discovery document: its JSON, and the tag that says whether a client has it already. Immutable and shared.</summary>
public sealed class DiscoveryDocument
{
    internal DiscoveryDocument(ReadOnlyMemory<byte> json)
    {
        Json = json;
        ETag = $"\"{Convert.ToHexString(SHA512.HashData(json.Span))}\"";
    }

    /// <summary>The document as JSON. Must not be changed.</summary>
    public ReadOnlyMemory<byte> Json { get; }

    /// <summary>The ETag header's value, quotes included: it changes exactly when the document does.</summary>
    public string ETag { get; }
}
