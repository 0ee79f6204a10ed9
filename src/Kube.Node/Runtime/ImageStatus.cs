namespace Kube.Node.Runtime;

/// <summary>An image on this node.</summary>
public sealed record ImageStatus
{
    /// <summary>Its id, such as <c>sha256:…</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Its names with tags, normalised.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Its names with digests.</summary>
    public IReadOnlyList<string> Digests { get; init; } = [];

    /// <summary>Bytes on disk.</summary>
    public long SizeBytes { get; init; }

    /// <summary>The user id that the image says to run as; null when it says none or a name.</summary>
    public long? User { get; init; }

    /// <summary>The user name that the image says to run as; empty when it says none or an id.</summary>
    public string UserName { get; init; } = "";

    /// <summary>Whether it must stay on the node.</summary>
    public bool Pinned { get; init; }
}
