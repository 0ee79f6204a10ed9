using System.Globalization;
using Kube.Api.Models;

namespace Kube.Controllers.NodeSelection;

/// <summary>Matches nodes against what selects them.</summary>
internal static class NodeTerms
{
    /// <summary>Whether a node meets what a pod requires of its node.</summary>
    public static bool IsRequiredBy(V1PodSpec pod, V1Node node)
    {
        foreach (var (key, value) in pod.NodeSelector ?? [])
            if (Label(node, key) != value) return false;
        return pod.Affinity?.NodeAffinity?.RequiredDuringSchedulingIgnoredDuringExecution is not { } required || Matches(required, node);
    }

    /// <summary>Whether a node meets one of a selector's terms.</summary>
    public static bool Matches(V1NodeSelector selector, V1Node node) => (selector.NodeSelectorTerms ?? []).Exists(term => Matches(term, node));

    // A term that demands nothing matches nothing.
    private static bool Matches(V1NodeSelectorTerm term, V1Node node)
    {
        var (labels, fields) = (term.MatchExpressions ?? [], term.MatchFields ?? []);
        if (labels.Count + fields.Count == 0) return false;
        return labels.TrueForAll(demand => Matches(demand, Label(node, demand.Key)))
            && fields.TrueForAll(demand => Matches(demand, demand.Key == "metadata.name" ? node.Metadata.Name : null));
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

    private static string? Label(V1Node node, string key) => node.Metadata.Labels?.GetValueOrDefault(key);
}
