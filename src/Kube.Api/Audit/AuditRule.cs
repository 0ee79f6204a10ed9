using Kube.Api.Authentication;

namespace Kube.Api.Audit;

/// <summary>One rule of a policy (upstream's audit/policy/checker.go). What it does not name matches all.</summary>
internal sealed record AuditRule(AuditDecision Decision)
{
    public string[] Users { get; init; } = [];

    public string[] Groups { get; init; } = [];

    public string[] Verbs { get; init; } = [];

    public (string Group, string[] Resources, string[] Names)[] Resources { get; init; } = [];

    public string[] Namespaces { get; init; } = [];

    public string[] Paths { get; init; } = [];

    public bool Matches(in AuditRequest request)
    {
        if (Users.Length > 0 && (request.User is null || Array.IndexOf(Users, request.User.Name) < 0)) return false;
        if (Groups.Length > 0 && (request.User is null || !IsInOne(request.User))) return false;
        if (Verbs.Length > 0 && Array.IndexOf(Verbs, request.Verb) < 0) return false;
        if (Namespaces.Length > 0 || Resources.Length > 0) return MatchesResource(request);
        return Paths.Length == 0 || MatchesPath(request.Path);
    }

    private bool IsInOne(UserInfo user)
    {
        foreach (var group in Groups)
        {
            if (user.IsIn(group)) return true;
        }

        return false;
    }

    private bool MatchesResource(in AuditRequest request)
    {
        if (!request.Path.IsEmpty) return false;
        if (Namespaces.Length > 0 && !Contains(Namespaces, request.Namespace)) return false;
        if (Resources.Length == 0) return true;
        foreach (var (group, resources, names) in Resources)
        {
            if (!request.Group.SequenceEqual(group)) continue;
            if (resources.Length == 0) return true;
            if (names.Length > 0 && !Contains(names, request.Name)) continue;
            foreach (var resource in resources)
            {
                if (Matches(resource, request)) return true;
            }
        }

        return false;
    }

    // "pods", "pods/log", "pods/*", "*/scale", "*".
    private static bool Matches(ReadOnlySpan<char> pattern, in AuditRequest request)
    {
        if (pattern is "*") return true;
        var slash = pattern.IndexOf('/');
        if (slash < 0) return request.Subresource.IsEmpty && pattern.SequenceEqual(request.Resource);
        var resource = pattern[..slash];
        var subresource = pattern[(slash + 1)..];
        if (subresource is "*") return resource.SequenceEqual(request.Resource);
        return !request.Subresource.IsEmpty && subresource.SequenceEqual(request.Subresource) && (resource is "*" || resource.SequenceEqual(request.Resource));
    }

    private bool MatchesPath(ReadOnlySpan<char> path)
    {
        if (path.IsEmpty) return false;
        foreach (var pattern in Paths)
        {
            if (pattern == "*" || path.SequenceEqual(pattern) || (pattern.EndsWith('*') && path.StartsWith(pattern.AsSpan()[..^1]))) return true;
        }

        return false;
    }

    private static bool Contains(string[] texts, ReadOnlySpan<char> text)
    {
        foreach (var one in texts)
        {
            if (text.SequenceEqual(one)) return true;
        }

        return false;
    }
}
