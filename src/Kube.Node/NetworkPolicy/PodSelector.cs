using Kube.Api.Models;

namespace Kube.Node.NetworkPolicy;

/// <summary>Selectors as policies use them: one that is empty picks everything.</summary>
internal static class PodSelector
{
    public static bool Picks(V1LabelSelector selector, IReadOnlyDictionary<string, string> labels)
    {
        foreach (var (key, value) in selector.MatchLabels ?? [])
            if (!labels.TryGetValue(key, out var actual) || actual != value) return false;
        foreach (var expression in selector.MatchExpressions ?? [])
            if (!Holds(expression, labels)) return false;
        return true;
    }

    private static bool Holds(V1LabelSelectorRequirement expression, IReadOnlyDictionary<string, string> labels)
    {
        var has = labels.TryGetValue(expression.Key, out var value);
        return expression.Operator switch
        {
            "In" => has && expression.Values?.Contains(value!) == true,
            "NotIn" => !has || expression.Values?.Contains(value!) != true,
            "Exists" => has,
            "DoesNotExist" => !has,
            _ => false,
        };
    }
}
