using Kube.Api.Models;
using Kube.Api.Selectors;

namespace Kube.Api.Kubernetes.Admission.Policies;

/// <summary>Which requests are meant: read once from a policy, binding or webhook.</summary>
internal sealed record MatchRules(
    IReadOnlyList<V1NamedRuleWithOperations> Rules, IReadOnlyList<V1NamedRuleWithOperations> ExcludeRules,
    LabelSelector NamespaceSelector, LabelSelector ObjectSelector, bool MatchesEquivalents, bool MatchesWithoutRules = false)
{
    public static MatchRules Of(V1MatchResources? match, bool ofBinding = false) => new(
        match?.ResourceRules ?? [], match?.ExcludeResourceRules ?? [], Selector(match?.NamespaceSelector), Selector(match?.ObjectSelector),
        match?.MatchPolicy != "Exact", ofBinding);

    /// <summary>The requirements of a selector; none for null.</summary>
    public static LabelSelector Selector(V1LabelSelector? selector)
    {
        var requirements = new List<LabelRequirement>();
        foreach (var (key, value) in selector?.MatchLabels ?? []) requirements.Add(new LabelRequirement(key, LabelOperator.In, [value]));
        foreach (var expression in selector?.MatchExpressions ?? [])
        {
            var op = expression.Operator switch
            {
                "In" => LabelOperator.In,
                "NotIn" => LabelOperator.NotIn,
                "Exists" => LabelOperator.Exists,
                _ => LabelOperator.DoesNotExist,
            };
            requirements.Add(new LabelRequirement(expression.Key, op, expression.Values ?? []));
        }

        return new LabelSelector(requirements);
    }
}
