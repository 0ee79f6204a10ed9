using Kube.Api.Authentication;

namespace Kube.Api.FlowControl;

/// <summary>What flow schemas look at in a request. Slices of the request; nothing is copied.</summary>
public readonly ref struct FlowDigest
{
    /// <summary>Who asks, after impersonation.</summary>
    public required UserInfo User { get; init; }

    /// <summary>A verb of resources, or the lower-case HTTP method for a path that is none.</summary>
    public required ReadOnlySpan<char> Verb { get; init; }

    /// <summary>The path of a request that is for no resource; empty for one that is.</summary>
    public ReadOnlySpan<char> Path { get; init; }

    /// <summary>API group; empty for the core group.</summary>
    public ReadOnlySpan<char> Group { get; init; }

    /// <summary>Plural of the resource; empty when a path is asked for.</summary>
    public ReadOnlySpan<char> Resource { get; init; }

    /// <summary>Subresource; empty for the object itself.</summary>
    public ReadOnlySpan<char> Subresource { get; init; }

    /// <summary>Namespace; empty for the whole cluster.</summary>
    public ReadOnlySpan<char> Namespace { get; init; }
}
