using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.PodTemplates;

/// <summary>Warnings about node labels that have newer names, wherever they are selected by.</summary>
internal static class NodeLabelWarnings
{
    /// <summary>What to say of a deprecated label; null for any other.</summary>
    public static string? About(string? label) => label switch
    {
        "beta.kubernetes.io/arch" => "deprecated since v1.14; use \"kubernetes.io/arch\" instead",
        "beta.kubernetes.io/os" => "deprecated since v1.14; use \"kubernetes.io/os\" instead",
        "failure-domain.beta.kubernetes.io/region" => "deprecated since v1.17; use \"topology.kubernetes.io/region\" instead",
        "failure-domain.beta.kubernetes.io/zone" => "deprecated since v1.17; use \"topology.kubernetes.io/zone\" instead",
        "beta.kubernetes.io/instance-type" => "deprecated since v1.17; use \"node.kubernetes.io/instance-type\" instead",
        _ => null,
    };

    /// <param name="term">The term.</param>
    /// <param name="path">Where it stands.</param>
    /// <param name="warnings">Where to warn.</param>
    /// <param name="checkValues">Whether to warn of values that no label can have: where they are not refused.</param>
    public static void OfTerm(V1NodeSelectorTerm? term, FieldPath path, ICollection<string> warnings, bool checkValues)
    {
        var expressions = (term?.MatchExpressions).OrEmpty();
        for (var i = 0; i < expressions.Count; i++)
        {
            var at = path.Child("matchExpressions").Index(i);
            if (About(expressions[i].Key) is { } message) warnings.Add($"{at.Child("key")}: {expressions[i].Key} is {message}");
            var values = expressions[i].Values.OrEmpty();
            for (var j = 0; checkValues && j < values.Count; j++)
            {
                foreach (var wrong in FormatRules.LabelValue(values[j])) warnings.Add($"{at.Child("values").Index(j)}: {values[j]} is invalid, {wrong}");
            }
        }
    }
}
