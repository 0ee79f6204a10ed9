using Kube.Api.Models;

namespace Kube.Api.Kubernetes;

/// <summary>Structures as Go prints them, for the few places where upstream shows them so.</summary>
internal static class GoText
{
    /// <summary>A label selector by its generated <c>String</c> method.</summary>
    public static string Selector(V1LabelSelector? selector)
    {
        if (selector is null) return "nil";
        var labels = (selector.MatchLabels ?? []).OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => $"{entry.Key}: {entry.Value},");
        var terms = (selector.MatchExpressions ?? [])
            .Select(term => $"LabelSelectorRequirement{{Key:{term.Key},Operator:{term.Operator},Values:[{string.Join(' ', term.Values ?? [])}],}},");
        return $"&LabelSelector{{MatchLabels:map[string]string{{{string.Concat(labels)}}},MatchExpressions:[]LabelSelectorRequirement{{{string.Concat(terms)}}},}}";
    }
}
