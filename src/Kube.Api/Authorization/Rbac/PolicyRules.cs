using Kube.Api.Models;

namespace Kube.Api.Authorization.Rbac;

/// <summary>What one rule of a role allows (upstream's <c>pkg/registry/rbac/validation</c> and <c>plugin/pkg/auth/authorizer/rbac</c>, 1.36).</summary>
internal static class PolicyRules
{
    private const string All = "*";

    public static bool Allows(V1PolicyRule rule, AuthorizationAttributes wanted) => wanted.IsResource
        ? HasOrAll(rule.Verbs, wanted.Verb) && HasOrAll(rule.ApiGroups, wanted.Group) && AllowsResource(rule.Resources, wanted) && AllowsName(rule.ResourceNames, wanted.Name)
        : HasOrAll(rule.Verbs, wanted.Verb) && AllowsPath(rule.NonResourceURLs, wanted.Path);

    public static bool PathCovers(string owner, string path) =>
        owner == path || (owner.EndsWith('*') && path.AsSpan().StartsWith(owner.AsSpan().TrimEnd('*'), StringComparison.Ordinal));

    private static bool AllowsResource(List<string>? resources, AuthorizationAttributes wanted)
    {
        if (resources is null) return false;
        var sub = wanted.Subresource;
        foreach (var resource in resources)
        {
            if (resource == All) return true;
            if (sub.Length == 0)
            {
                if (resource == wanted.Resource) return true;
                continue;
            }

            // "pods/log", or "*/log" for any resource's.
            var slash = resource.Length - sub.Length - 1;
            if (slash <= 0 || resource[slash] != '/' || !resource.EndsWith(sub, StringComparison.Ordinal)) continue;
            var parent = resource.AsSpan(0, slash);
            if (parent is All || parent.SequenceEqual(wanted.Resource)) return true;
        }

        return false;
    }

    private static bool AllowsName(List<string>? names, string name) => names is null or [] || names.Contains(name);

    private static bool AllowsPath(List<string>? paths, string path)
    {
        if (paths is null) return false;
        foreach (var allowed in paths)
            if (allowed == All || PathCovers(allowed, path)) return true;
        return false;
    }

    private static bool HasOrAll(List<string>? values, string wanted)
    {
        if (values is null) return false;
        foreach (var value in values)
            if (value == wanted || value == All) return true;
        return false;
    }
}
