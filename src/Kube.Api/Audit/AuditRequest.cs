using Kube.Api.Authentication;

namespace Kube.Api.Audit;

/// <summary>What is known of a request when it comes.</summary>
public readonly ref struct AuditRequest
{
    /// <summary>The id that the answer carries.</summary>
    public required string Id { get; init; }

    /// <summary>Path and query, as the client wrote them.</summary>
    public required string Uri { get; init; }

    /// <summary>A verb of resources, or the lower-case HTTP method for a path that is none.</summary>
    public required string Verb { get; init; }

    /// <summary>Who asks, before impersonation; null: nobody knows.</summary>
    public required UserInfo? User { get; init; }

    /// <summary>The path of a request that is for no resource; empty for one that is.</summary>
    public ReadOnlySpan<char> Path { get; init; }

    /// <summary>API group; empty for the core group.</summary>
    public ReadOnlySpan<char> Group { get; init; }

    /// <summary>API version.</summary>
    public ReadOnlySpan<char> Version { get; init; }

    /// <summary>Plural of the resource; empty when a path is asked for.</summary>
    public ReadOnlySpan<char> Resource { get; init; }

    /// <summary>Subresource; empty for the object itself.</summary>
    public ReadOnlySpan<char> Subresource { get; init; }

    /// <summary>Namespace; empty for the whole cluster.</summary>
    public ReadOnlySpan<char> Namespace { get; init; }

    /// <summary>Name of the object; empty for a create or a collection.</summary>
    public ReadOnlySpan<char> Name { get; init; }

    /// <summary>The client's description of itself; empty when it gave none.</summary>
    public string UserAgent { get; init; }

    /// <summary>Where it came from, proxies on the way first.</summary>
    public IReadOnlyList<string> SourceIPs { get; init; }
}
