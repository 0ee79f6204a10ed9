using System.Globalization;
using Kube.Api.Models;

namespace Kube.Api.Selectors;

/// <summary>Matches nodes against what pods and volumes demand of their node.</summary>
public static class NodeSelectors
{
    /// <summary>Whether a node meets what a pod requires of it: its node selector, and of its node affinity what is required during scheduling.</summary>
    /// <param name="pod">The pod's specification.</param>
    /// <param name="nodeName">The node's name.</param>
    /// <param name="labels">The node's labels; null: none.</param>
    public static bool IsRequiredBy(V1PodSpec pod, string nodeName, IReadOnlyDictionary<string, string>? labels)
    {
        ArgumentNullException.ThrowIfNull(pod);
        foreach (var (key, value) in pod.NodeSelector ?? [])
            if (labels?.GetValueOrDefault(key) != value) return false;
        return pod.Affinity?.NodeAffinity?.RequiredDuringSchedulingIgnoredDuringExecution is not { } required || Matches(required, nodeName, labels);
    }

    /// <summary>Whether a node meets one of a selector's terms: all that the term demands. A term that demands nothing is met by no node.</summary>
    /// <param name="selector">The terms.</param>
    /// <param name="nodeName">The node's name: <c>metadata.name</c> is the one field that terms may ask for.</param>
    /// <param name="labels">The node's labels; null: none.</param>
    public static bool Matches(V1NodeSelector selector, string nodeName, IReadOnlyDictionary<string, string>? labels)
    {
        ArgumentNullException.ThrowIfNull(selector);
        return (selector.NodeSelectorTerms ?? []).Exists(term => Matches(term, nodeName, labels));
    }

    private static bool Matches(V1NodeSelectorTerm term, string nodeName, IReadOnlyDictionary<string, string>? labels)
    {
        var (expressions, fields) = (term.MatchExpressions ?? [], term.MatchFields ?? []);
        if (expressions.Count + fields.Count == 0) return false;
        return expressions.TrueForAll(demand => Matches(demand, labels?.GetValueOrDefault(demand.Key)))
            && fields.TrueForAll(demand => Matches(demand, demand.Key == "metadata.name" ? nodeName : null));
    }

    private static bool Matches(V1NodeSelectorRequirement demand, string? value) => demand.Operator switch
    {
        "In" => value is not null && (demand.Values ?? []).Contains(value),
        "NotIn" => value is null || !(demand.Values ?? []).Contains(value),
        "Exists" => value is not null,
        "DoesNotExist" => value is null,
        "Gt" => Compare(demand, value) > 0,
        "Lt" => Compare(demand, value) < 0,
        _ => false,
    };

    private static int Compare(V1NodeSelectorRequirement demand, string? value) =>
        long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var own)
        && long.TryParse(demand.Values?.FirstOrDefault(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var bound)
            ? own.CompareTo(bound)
            : 0;
}
