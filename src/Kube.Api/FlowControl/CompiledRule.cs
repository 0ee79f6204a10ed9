using Kube.Api.Authentication;
using Kube.Api.Models;

namespace Kube.Api.FlowControl;

/// <summary>One rule of a flow schema: subjects, and what of theirs it takes (upstream's flowcontrol/rule.go).</summary>
internal sealed class CompiledRule(V1PolicyRulesWithSubjects rule)
{
    private const string All = "*";

    private readonly Flowcontrolv1Subject[] _subjects = [.. rule.Subjects ?? []];
    private readonly V1ResourcePolicyRule[] _resources = [.. rule.ResourceRules ?? []];
    private readonly V1NonResourcePolicyRule[] _paths = [.. rule.NonResourceRules ?? []];

    public bool Matches(in FlowDigest digest)
    {
        if (!MatchesSubject(digest.User)) return false;
        if (digest.Path.IsEmpty)
        {
            foreach (var resource in _resources)
            {
                if (Matches(resource, digest)) return true;
            }

            return false;
        }

        foreach (var path in _paths)
        {
            if (Contains(path.Verbs, digest.Verb) && MatchesPath(path.NonResourceURLs, digest.Path)) return true;
        }

        return false;
    }

    private bool MatchesSubject(UserInfo user)
    {
        foreach (var subject in _subjects)
        {
            var matches = subject.Kind switch
            {
                "User" => subject.User is { Name: var name } && (name == All || name == user.Name),
                "Group" => subject.Group is { Name: var group } && (group == All || user.Groups.Contains(group)),
                "ServiceAccount" => subject.ServiceAccount is { } account && MatchesAccount(account, user.Name),
                _ => false,
            };
            if (matches) return true;
        }

        return false;
    }

    private static bool MatchesAccount(V1ServiceAccountSubject account, ReadOnlySpan<char> user)
    {
        if (!user.StartsWith(UserNames.ServiceAccountPrefix)) return false;
        var rest = user[UserNames.ServiceAccountPrefix.Length..];
        var colon = rest.IndexOf(':');
        return colon >= 0 && rest[..colon].SequenceEqual(account.Namespace) && (account.Name == All || rest[(colon + 1)..].SequenceEqual(account.Name));
    }

    private static bool Matches(V1ResourcePolicyRule rule, in FlowDigest digest)
    {
        if (!Contains(rule.Verbs, digest.Verb) || !Contains(rule.ApiGroups, digest.Group) || !ContainsResource(rule.Resources, digest)) return false;
        return digest.Namespace.IsEmpty ? rule.ClusterScope == true : Contains(rule.Namespaces, digest.Namespace);
    }

    private static bool ContainsResource(List<string>? resources, in FlowDigest digest)
    {
        if (digest.Subresource.IsEmpty) return Contains(resources, digest.Resource);
        for (var i = 0; i < (resources?.Count ?? 0); i++)
        {
            var resource = resources![i].AsSpan();
            if (resource is All) return true;
            if (resource.Length == digest.Resource.Length + 1 + digest.Subresource.Length && resource[digest.Resource.Length] == '/'
                && resource.StartsWith(digest.Resource) && resource.EndsWith(digest.Subresource))
                return true;
        }

        return false;
    }

    private static bool Contains(List<string>? names, ReadOnlySpan<char> name)
    {
        for (var i = 0; i < (names?.Count ?? 0); i++)
        {
            if (names![i] == All || name.SequenceEqual(names[i])) return true;
        }

        return false;
    }

    private static bool MatchesPath(List<string>? patterns, ReadOnlySpan<char> path)
    {
        for (var i = 0; i < (patterns?.Count ?? 0); i++)
        {
            var pattern = patterns![i].AsSpan();
            if (pattern is All || path.SequenceEqual(pattern)) return true;
            if (pattern.EndsWith("*") && path.StartsWith(pattern.TrimEnd('*'))) return true;
        }

        return false;
    }
}
