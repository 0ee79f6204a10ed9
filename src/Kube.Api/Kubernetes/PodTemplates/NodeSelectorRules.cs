using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.PodTemplates;

/// <summary>The rules of node selectors: those of pods and of persistent volumes.</summary>
internal static class NodeSelectorRules
{
    /// <param name="selector">The selector.</param>
    /// <param name="path">Where it stands.</param>
    /// <param name="errors">Where to report.</param>
    /// <param name="checkValues">Whether values must be label values.</param>
    public static void Validate(V1NodeSelector selector, FieldPath path, FieldErrors errors, bool checkValues = true)
    {
        path = path.Child("nodeSelectorTerms");
        var terms = selector.NodeSelectorTerms.OrEmpty();
        if (terms.Count == 0) errors.Required(path, "must have at least one node selector term");
        for (var i = 0; i < terms.Count; i++) Term(terms[i], path.Index(i), errors, checkValues);
    }

    public static void Term(V1NodeSelectorTerm? term, FieldPath path, FieldErrors errors, bool checkValues)
    {
        for (var i = 0; i < (term?.MatchExpressions).Count(); i++)
            Label(term!.MatchExpressions![i], path.Child("matchExpressions").Index(i), errors, checkValues);
        for (var i = 0; i < (term?.MatchFields).Count(); i++) Field(term!.MatchFields![i], path.Child("matchFields").Index(i), errors);
    }

    private static void Label(V1NodeSelectorRequirement requirement, FieldPath path, FieldErrors errors, bool checkValues)
    {
        var values = requirement.Values.OrEmpty();
        switch (requirement.Operator)
        {
            case "In" or "NotIn":
                if (values.Count == 0) errors.Required(path.Child("values"), "must be specified when `operator` is 'In' or 'NotIn'");
                break;
            case "Exists" or "DoesNotExist":
                if (values.Count > 0) errors.Forbidden(path.Child("values"), "may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
                break;
            case "Gt" or "Lt":
                if (values.Count != 1) errors.Required(path.Child("values"), "must be specified single value when `operator` is 'Lt' or 'Gt'");
                break;
            default:
                errors.Invalid(path.Child("operator"), requirement.Operator ?? "", "not a valid selector operator");
                break;
        }

        errors.InvalidEach(path.Child("key"), requirement.Key ?? "", FormatRules.QualifiedName(requirement.Key ?? ""));
        if (!checkValues) return;
        for (var i = 0; i < values.Count; i++) errors.InvalidEach(path.Child("values").Index(i), values[i], FormatRules.LabelValue(values[i]));
    }

    private static void Field(V1NodeSelectorRequirement requirement, FieldPath path, FieldErrors errors)
    {
        var values = requirement.Values.OrEmpty();
        if (requirement.Operator is not ("In" or "NotIn"))
            errors.Invalid(path.Child("operator"), requirement.Operator ?? "", "not a valid selector operator");
        else if (values.Count != 1)
            errors.Required(path.Child("values"), "must be only one value when `operator` is 'In' or 'NotIn' for node field selector");

        if (requirement.Key != "metadata.name")
        {
            errors.Invalid(path.Child("key"), requirement.Key ?? "", "not a valid field selector key");
            return;
        }

        for (var i = 0; i < values.Count; i++) errors.InvalidEach(path.Child("values").Index(i), values[i], FormatRules.DnsSubdomain(values[i]));
    }
}
