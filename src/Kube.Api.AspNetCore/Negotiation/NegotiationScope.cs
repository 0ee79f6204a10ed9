namespace Kube.Api.AspNetCore.Negotiation;

/// <summary>What kind of endpoint negotiates.</summary>
internal enum NegotiationScope
{
    /// <summary>Objects and lists of a resource: every encoding, tables and metadata.</summary>
    Resource,

    /// <summary>Discovery documents and Status: every encoding, nothing turned into something else.</summary>
    Discovery,

    /// <summary><c>/version</c>: JSON alone.</summary>
    JsonOnly,
}
