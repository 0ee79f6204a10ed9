using Kube.Api.Models;

namespace Kube.Node.NetworkPolicy;

/// <summary>One rule of a policy: who may come or be gone to, by which ports. Ingress and egress rules differ only in their names.</summary>
/// <param name="Direction">Which way.</param>
/// <param name="Peers">Who; empty: anybody.</param>
/// <param name="Ports">By which ports; empty: any, and what has no ports.</param>
internal sealed record PolicyRule(PolicyDirection Direction, IReadOnlyList<V1NetworkPolicyPeer> Peers, IReadOnlyList<V1NetworkPolicyPort> Ports)
{
    public static IReadOnlyList<PolicyRule> Of(V1NetworkPolicy policy)
    {
        var rules = new List<PolicyRule>();
        if (Governs(policy, PolicyDirection.Ingress))
            rules.AddRange((policy.Spec.Ingress ?? []).Select(rule => new PolicyRule(PolicyDirection.Ingress, rule.From ?? [], rule.Ports ?? [])));
        if (Governs(policy, PolicyDirection.Egress))
            rules.AddRange((policy.Spec.Egress ?? []).Select(rule => new PolicyRule(PolicyDirection.Egress, rule.To ?? [], rule.Ports ?? [])));
        return rules;
    }

    /// <summary>Whether a policy says anything about a direction: what it does not allow there is forbidden.</summary>
    public static bool Governs(V1NetworkPolicy policy, PolicyDirection direction)
    {
        if (policy.Spec.PolicyTypes is { Count: > 0 } types) return types.Contains(direction.ToString());
        return direction == PolicyDirection.Ingress || policy.Spec.Egress is { Count: > 0 };
    }
}
