using Kube.Api.Authentication;
using Kube.Api.Catalog;

namespace Kube.Api.Requests;

/// <summary>Which operation is asked for, on what, by whom: everything that authorization, audit and the pipeline need to know before the body is read. Immutable.</summary>
public sealed record RequestInfo
{
    /// <summary>Who asks, after impersonation.</summary>
    public required UserInfo User { get; init; }

    /// <summary>One of <see cref="Catalog.Verbs"/>.</summary>
    public required string Verb { get; init; }

    /// <summary>The resource, in the version of the path.</summary>
    public required ResourceDefinition Resource { get; init; }

    /// <summary>The subresource, such as <c>status</c>; empty for the object itself.</summary>
    public string Subresource { get; init; } = "";

    /// <summary>The namespace of the path; empty for a cluster-scoped resource, or for all namespaces.</summary>
    public string Namespace { get; init; } = "";

    /// <summary>The object's name; empty for a collection or a create.</summary>
    public string Name { get; init; } = "";

    /// <summary>The client's product name, which is the field manager of a client that names none; empty when the client did not say.</summary>
    public string UserAgent { get; init; } = "";
}
