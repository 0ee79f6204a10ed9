using Kube.Api.Models;

namespace Kube.Api.Kubernetes.PodTemplates;

/// <summary><c>matchLabelKeys</c> and <c>mismatchLabelKeys</c>: keys whose values a pod takes from its own labels.</summary>
internal static class LabelKeyRules
{
    /// <summary>The keys that a selector names twice: once by its author, once because they were merged into it when the pod was created.</summary>
    public static IEnumerable<(int Index, string Key)> SelectedTwice(List<string>? keys, V1LabelSelector? selector)
    {
        if (keys is null || selector is null) yield break;
        var seen = new HashSet<string>(selector.MatchLabels.OrEmpty().Keys);
        foreach (var expression in selector.MatchExpressions.OrEmpty())
        {
            if (!seen.Add(expression.Key) && keys.LastIndexOf(expression.Key) is >= 0 and var index) yield return (index, expression.Key);
        }
    }

    /// <summary>Adds to the selectors of a new pod what the keys stand for.</summary>
    public static void Merge(V1Pod pod)
    {
        var labels = pod.Metadata.Labels;
        if (labels is not { Count: > 0 }) return;
        foreach (var constraint in (pod.Spec?.TopologySpreadConstraints).OrEmpty())
            Merge(constraint.LabelSelector, constraint.MatchLabelKeys, "In", labels);
        if (pod.Spec?.Affinity is not { } affinity) return;
        var terms = (affinity.PodAffinity?.PreferredDuringSchedulingIgnoredDuringExecution).OrEmpty().Select(weighted => weighted.PodAffinityTerm)
            .Concat((affinity.PodAffinity?.RequiredDuringSchedulingIgnoredDuringExecution).OrEmpty())
            .Concat((affinity.PodAntiAffinity?.PreferredDuringSchedulingIgnoredDuringExecution).OrEmpty().Select(weighted => weighted.PodAffinityTerm))
            .Concat((affinity.PodAntiAffinity?.RequiredDuringSchedulingIgnoredDuringExecution).OrEmpty());
        foreach (var term in terms)
        {
            Merge(term.LabelSelector, term.MatchLabelKeys, "In", labels);
            Merge(term.LabelSelector, term.MismatchLabelKeys, "NotIn", labels);
        }
    }

    /// <summary>A null selector matches nothing and stays so.</summary>
    private static void Merge(V1LabelSelector? selector, List<string>? keys, string operation, Dictionary<string, string> labels)
    {
        if (selector is null || keys is null) return;
        foreach (var key in keys)
        {
            if (!labels.TryGetValue(key, out var value)) continue;
            selector.MatchExpressions ??= [];
            selector.MatchExpressions.Add(new V1LabelSelectorRequirement { Key = key, Operator = operation, Values = [value] });
        }
    }
}
