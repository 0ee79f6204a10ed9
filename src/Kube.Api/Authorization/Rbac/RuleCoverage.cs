using Kube.Api.Models;

namespace Kube.Api.Authorization.Rbac;

/// <summary>Whether some rules grant everything that others do (upstream's <c>component-helpers/auth/rbac/validation</c>, 1.36).</summary>
internal static class RuleCoverage
{
    private const string All = "*";

    /// <summary>The pieces of <paramref name="wanted"/> that <paramref name="held"/> does not cover; empty when it covers all.</summary>
    public static IReadOnlyList<V1PolicyRule> Missing(IReadOnlyList<V1PolicyRule> held, IEnumerable<V1PolicyRule> wanted) =>
        [.. wanted.SelectMany(BreakDown).Where(piece => !held.Any(rule => Covers(rule, piece)))];

    /// <summary>Joins rules about the same single resource into one with the verbs of all.</summary>
    public static IEnumerable<V1PolicyRule> Compact(IEnumerable<V1PolicyRule> rules)
    {
        var simple = new Dictionary<(string, string, string?), V1PolicyRule>();
        foreach (var rule in rules)
        {
            if (rule is not { ApiGroups: [var group], Resources: [var resource], NonResourceURLs: null or [], ResourceNames: null or { Count: < 2 } })
            {
                yield return rule;
                continue;
            }

            var key = (group, resource, rule.ResourceNames is [var name] ? name : null);
            if (simple.TryGetValue(key, out var known)) known.Verbs.AddRange(rule.Verbs);
            else simple.Add(key, rule.DeepClone());
        }

        foreach (var rule in simple.Values) yield return rule;
    }

    /// <summary>The rule in the words of upstream's refusals.</summary>
    public static string Show(V1PolicyRule rule)
    {
        var parts = new List<string>(5);
        Add("APIGroups", rule.ApiGroups);
        Add("Resources", rule.Resources);
        Add("NonResourceURLs", rule.NonResourceURLs);
        Add("ResourceNames", rule.ResourceNames);
        Add("Verbs", rule.Verbs);
        return $"{{{string.Join(", ", parts)}}}";

        void Add(string name, List<string>? values)
        {
            if (values is { Count: > 0 }) parts.Add($"{name}:{Quote(values)}");
        }
    }

    /// <summary>Go's <c>%q</c> of a list.</summary>
    public static string Quote(IEnumerable<string> values) => $"[{string.Join(' ', values.Select(Validation.BadValue.Quote))}]";

    private static IEnumerable<V1PolicyRule> BreakDown(V1PolicyRule rule)
    {
        foreach (var group in rule.ApiGroups ?? [])
        {
            foreach (var resource in rule.Resources ?? [])
            {
                foreach (var verb in rule.Verbs)
                {
                    List<string?> names = rule.ResourceNames is { Count: > 0 } given ? [.. given] : [null];
                    foreach (var name in names)
                        yield return new V1PolicyRule { Verbs = [verb], ApiGroups = [group], Resources = [resource], ResourceNames = name is null ? null : [name] };
                }
            }
        }

        foreach (var path in rule.NonResourceURLs ?? [])
            foreach (var verb in rule.Verbs)
                yield return new V1PolicyRule { Verbs = [verb], NonResourceURLs = [path] };
    }

    private static bool Covers(V1PolicyRule owner, V1PolicyRule piece) =>
        HasAll(owner.Verbs, piece.Verbs)
        && HasAll(owner.ApiGroups, piece.ApiGroups)
        && CoversResources(owner.Resources ?? [], piece.Resources ?? [])
        && (piece.NonResourceURLs ?? []).TrueForAll(path => (owner.NonResourceURLs ?? []).Exists(held => PolicyRules.PathCovers(held, path)))
        && (owner.ResourceNames is null or [] || (piece.ResourceNames is { Count: > 0 } names && names.TrueForAll(owner.ResourceNames.Contains)));

    private static bool HasAll(List<string>? held, List<string>? wanted) =>
        wanted is null || (held is null ? wanted.Count == 0 : held.Contains(All) || wanted.TrueForAll(held.Contains));

    private static bool CoversResources(List<string> held, List<string> wanted) =>
        held.Contains(All)
        || wanted.TrueForAll(path => held.Contains(path) || (path.IndexOf('/', StringComparison.Ordinal) is > 0 and var slash && held.Contains($"*{path[slash..]}")));
}
