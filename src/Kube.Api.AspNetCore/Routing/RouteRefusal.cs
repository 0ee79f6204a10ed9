namespace Kube.Api.AspNetCore.Routing;

/// <summary>Why a path or method leads nowhere.</summary>
internal enum RouteRefusal
{
    /// <summary>It leads somewhere.</summary>
    None,

    /// <summary>No such resource, version or kind of path: a Status.</summary>
    NotServed,

    /// <summary>No such group: plain text, since nobody answers for the group.</summary>
    PageNotFound,

    /// <summary>A custom resource has no such subresource: it is said not to be there itself.</summary>
    NoSuchSubresource,

    /// <summary>A custom resource does not know the verb: a Status that names both.</summary>
    VerbNotSupported,

    /// <summary>The path is there, the method is not.</summary>
    MethodNotAllowed,
}
