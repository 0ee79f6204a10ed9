using System.Globalization;
using Kube.Api.Models;

namespace Kube.Node.Agent;

/// <summary>Matches the node against a term of a node selector. Pure.</summary>
internal static class NodeTerms
{
    public static bool Matches(V1NodeSelectorTerm term, NodeFacts node)
    {
        var (labels, fields) = (term.MatchExpressions ?? [], term.MatchFields ?? []);
        if (labels.Count + fields.Count == 0) return false;
        return labels.All(demand => Matches(demand, node.Labels.GetValueOrDefault(demand.Key)))
            && fields.All(demand => Matches(demand, demand.Key == "metadata.name" ? node.NodeName : null));
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
