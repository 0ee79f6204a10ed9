namespace Kube.Api.AspNetCore.Routing;

/// <summary>What a path names, read as upstream's RequestInfoFactory reads it, before anything is looked up. Slices of the path; nothing is copied.</summary>
/// <remarks>
/// <code>
/// /api/v1/…                     core group            /namespaces/{ns}/{resource}/{name}/{subresource}/{rest}
/// /apis/{group}/{version}/…     named group           /{resource}/{name}/{subresource}/{rest}
///                 …/watch/…     legacy watch prefix   in front of either
/// </code>
/// Anything shorter, or under another root, is no resource request.
/// </remarks>
internal readonly ref struct ApiPath
{
    /// <summary>Whether the path names a resource; everything below is empty when not.</summary>
    public bool IsResource { get; private init; }

    public ReadOnlySpan<char> Group { get; private init; }

    /// <summary>Group and version with the slash between them, as in <c>apiVersion</c>.</summary>
    public ReadOnlySpan<char> GroupVersion { get; private init; }

    public ReadOnlySpan<char> Version { get; private init; }

    public ReadOnlySpan<char> Namespace { get; private init; }

    public ReadOnlySpan<char> Resource { get; private init; }

    public ReadOnlySpan<char> Name { get; private init; }

    public ReadOnlySpan<char> Subresource { get; private init; }

    /// <summary>What follows the subresource: only proxies take it.</summary>
    public ReadOnlySpan<char> Rest { get; private init; }

    /// <summary>Whether the path carries the legacy <c>watch</c> prefix.</summary>
    public bool IsWatchPrefix { get; private init; }

    /// <summary>Whether the namespace stands in the path before another resource, which is not so when the namespace itself is the object.</summary>
    public bool IsInNamespace { get; private init; }

    public static ApiPath Parse(ReadOnlySpan<char> path)
    {
        var rest = path.Trim('/');
        ReadOnlySpan<char> group = default;
        var root = Next(ref rest);
        if (root is not ("api" or "apis")) return default;
        var groupVersion = rest;
        if (root is "apis") group = Next(ref rest);
        var version = Next(ref rest);
        if (rest.IsEmpty) return default;                                  // discovery
        groupVersion = groupVersion[..(groupVersion.Length - rest.Length - 1)];
        var isWatch = false;
        var probe = rest;
        if (Next(ref probe) is "watch" && !probe.IsEmpty)
        {
            isWatch = true;
            rest = probe;
        }

        var ns = TakeNamespace(ref rest, out var inNamespace);
        var resource = Next(ref rest);
        var name = Next(ref rest);
        var subresource = Next(ref rest);
        return new ApiPath
        {
            IsResource = true,
            Group = group,
            GroupVersion = groupVersion,
            Version = version,
            IsWatchPrefix = isWatch,
            Namespace = ns,
            IsInNamespace = inNamespace,
            Resource = resource,
            Name = name,
            Subresource = subresource,
            Rest = rest,
        };
    }

    // /namespaces/{ns}/pods is in ns, and so is the request for /namespaces/{ns} itself and its own subresources; there the path stays as it is.
    private static ReadOnlySpan<char> TakeNamespace(scoped ref ReadOnlySpan<char> rest, out bool inNamespace)
    {
        inNamespace = false;
        var probe = rest;
        if (Next(ref probe) is not "namespaces") return default;
        var ns = Next(ref probe);
        var after = probe;
        if (ns.IsEmpty || after.IsEmpty || Next(ref after) is "status" or "finalize") return ns;
        rest = probe;
        inNamespace = true;
        return ns;
    }

    // A slash at the end is nothing, as upstream splits paths.
    private static ReadOnlySpan<char> Next(scoped ref ReadOnlySpan<char> rest)
    {
        var slash = rest.IndexOf('/');
        var segment = slash < 0 ? rest : rest[..slash];
        rest = slash < 0 ? default : rest[(slash + 1)..];
        return segment;
    }
}
