using Kube.Api.Authentication;
using Kube.Api.Models;

namespace Kube.Api.Authorization.Rbac;

/// <summary>All roles and bindings of one moment, arranged by who they are for. Immutable.</summary>
internal sealed class RbacPolicy(
    IReadOnlyDictionary<RbacPolicy.Holder, Grant[]> users,
    IReadOnlyDictionary<RbacPolicy.Holder, Grant[]> groups,
    IReadOnlyDictionary<RbacPolicy.Holder, IReadOnlyList<V1PolicyRule>> roles)
{
    /// <summary>A subject, or a role, by its name and the namespace that it counts in; empty: everywhere.</summary>
    public readonly record struct Holder(string Namespace, string Name);

    public static RbacPolicy Empty { get; } = new(new Dictionary<Holder, Grant[]>(), new Dictionary<Holder, Grant[]>(), new Dictionary<Holder, IReadOnlyList<V1PolicyRule>>());

    /// <summary>Whether any rule allows it, and which.</summary>
    public AuthorizationDecision Decide(AuthorizationAttributes wanted)
    {
        Grant? first = null;
        Look("", wanted, ref first);
        if (first is null && wanted.Namespace.Length > 0) Look(wanted.Namespace, wanted, ref first);
        return first is not null ? new AuthorizationDecision(AuthorizationVerdict.Allow, first.Reason) : Refuse(wanted);
    }

    /// <summary>All rules that a user has in a namespace, and what kept others from being found.</summary>
    public (IReadOnlyList<V1PolicyRule> Rules, IReadOnlyList<string> Problems) RulesFor(UserInfo user, string ns)
    {
        var rules = new List<V1PolicyRule>();
        var problems = new List<string>();
        foreach (var grant in GrantsOf(user, ns))
        {
            if (grant.Rules is null) problems.Add(grant.MissingRole);
            else rules.AddRange(grant.Rules);
        }

        return (rules, problems);
    }

    /// <summary>The rules of a role that a binding in a namespace names; null when there is none.</summary>
    public IReadOnlyList<V1PolicyRule>? RulesOf(V1RoleRef role, string ns) => roles.GetValueOrDefault(new Holder(role.Kind == "Role" ? ns : "", role.Name));

    private IEnumerable<Grant> GrantsOf(UserInfo user, string ns)
    {
        string[] scopes = ns.Length == 0 ? [""] : ["", ns];
        foreach (var scope in scopes)
        {
            // What everybody has stands first, what is the user's own last. A binding that names the user twice, himself and by a group, is one binding.
            var found = user.Groups.Reverse().SelectMany(group => Of(groups, scope, group)).Concat(Of(users, scope, user.Name));
            foreach (var grant in found.DistinctBy(static grant => grant.Order)) yield return grant;
        }
    }

    private static Grant[] Of(IReadOnlyDictionary<Holder, Grant[]> holders, string ns, string name) => holders.GetValueOrDefault(new Holder(ns, name)) ?? [];

    private void Look(string ns, AuthorizationAttributes wanted, ref Grant? first)
    {
        Look(Of(users, ns, wanted.User.Name), wanted, ref first);
        foreach (var group in wanted.User.Groups) Look(Of(groups, ns, group), wanted, ref first);
    }

    private static void Look(Grant[] grants, AuthorizationAttributes wanted, ref Grant? first)
    {
        foreach (var grant in grants)
        {
            if (first is not null && grant.Order >= first.Order) return;
            if (grant.Rules is null || !AllowsAny(grant.Rules, wanted)) continue;
            first = grant;
            return;
        }
    }

    private static bool AllowsAny(IReadOnlyList<V1PolicyRule> rules, AuthorizationAttributes wanted)
    {
        for (var i = 0; i < rules.Count; i++)
            if (PolicyRules.Allows(rules[i], wanted)) return true;
        return false;
    }

    private AuthorizationDecision Refuse(AuthorizationAttributes wanted)
    {
        var problems = RulesFor(wanted.User, wanted.Namespace).Problems;
        var reason = problems.Count switch
        {
            0 => "",
            1 => $"RBAC: {problems[0]}",
            _ => $"RBAC: {Aggregate(problems)}",
        };
        return new AuthorizationDecision(AuthorizationVerdict.NoOpinion, reason);
    }

    // Go's aggregate error: one of a kind alone, several in brackets.
    private static string Aggregate(IReadOnlyList<string> problems)
    {
        string[] distinct = [.. problems.Distinct()];
        return distinct is [var only] ? only : $"[{string.Join(", ", distinct)}]";
    }
}
