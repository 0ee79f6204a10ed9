using Kube.Api.Authentication;

namespace Kube.Api.Authorization;

/// <summary>What is asked of an authorizer: may this user do this? Immutable.</summary>
public sealed record AuthorizationAttributes
{
    /// <summary>Who asks.</summary>
    public required UserInfo User { get; init; }

    /// <summary>A verb of resources, or the lower-case HTTP method for a path that is none.</summary>
    public required string Verb { get; init; }

    /// <summary>API group; empty for the core group.</summary>
    public string Group { get; init; } = "";

    /// <summary>API version.</summary>
    public string Version { get; init; } = "";

    /// <summary>Plural of the resource; empty when a path is asked about.</summary>
    public string Resource { get; init; } = "";

    /// <summary>Subresource; empty for the object itself.</summary>
    public string Subresource { get; init; } = "";

    /// <summary>Namespace; empty for the whole cluster.</summary>
    public string Namespace { get; init; } = "";

    /// <summary>Name of the object; empty for a create, and for a collection unless its field selector asks for one name.</summary>
    public string Name { get; init; } = "";

    /// <summary>The field selector of a list, watch or deletecollection, as the client wrote it; empty: everything.</summary>
    public string FieldSelector { get; init; } = "";

    /// <summary>The path, when no resource is asked about; else empty.</summary>
    public string Path { get; init; } = "";

    /// <summary>A resource is asked about, not a path.</summary>
    public bool IsResource => Path.Length == 0;
}
