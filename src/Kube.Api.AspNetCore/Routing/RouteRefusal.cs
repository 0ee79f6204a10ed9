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

    /// <summary>The path is there, the method is not.</summary>
    MethodNotAllowed,
}
