using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.Core.Nodes;

/// <summary>The rules of nodes: taints, address ranges and whole numbers of whole things.</summary>
internal static class NodeValidation
{
    private static readonly FieldPath Spec = FieldPath.Root("spec");

    public static void Validate(V1Node node, FieldErrors errors)
    {
        // Upstream reports taints under metadata, where they once were annotations.
        ValidateTaints(node.Spec.Taints, errors, FieldPath.Root("metadata").Child("taints"));
        ValidateResources(node, errors);
        ValidatePodCidrs(node.Spec.PodCIDRs, errors);
    }

    public static void ValidateUpdate(V1Node node, V1Node old, FieldErrors errors)
    {
        ValidateTaints(node.Spec.Taints, errors, FieldPath.Root("metadata").Child("taints"));
        ValidateResources(node, errors);
        if (old.Spec.PodCIDRs is { Count: > 0 } before && !before.SequenceEqual(node.Spec.PodCIDRs ?? []))
            errors.Forbidden(Spec.Child("podCIDRs"), "node updates may not change podCIDR except from \"\" to valid");
        if (old.Spec.PodCIDRs is not { Count: > 0 }) ValidatePodCidrs(node.Spec.PodCIDRs, errors);
        if (!string.IsNullOrEmpty(old.Spec.ProviderID) && old.Spec.ProviderID != node.Spec.ProviderID)
            errors.Forbidden(Spec.Child("providerID"), "node updates may not change providerID except from \"\" to valid");
        if (node.Spec.ConfigSource is not null && old.Spec.ConfigSource is null)
            errors.Forbidden(Spec.Child("configSource"), "updating configSource is not allowed");
    }

    /// <summary>The rules of a status that the node's agent writes.</summary>
    public static void ValidateStatus(V1Node node, V1Node old, FieldErrors errors)
    {
        var addresses = new HashSet<(string?, string?)>();
        for (var i = 0; i < node.Status.Addresses?.Count; i++)
        {
            var address = node.Status.Addresses[i];
            if (!addresses.Add((address.Type, address.Address)))
            {
                errors.Duplicate(
                    FieldPath.Root("status").Child("addresses").Index(i),
                    new JsonText($"{{\"Type\":{BadValue.JsonQuote(address.Type ?? "")},\"Address\":{BadValue.JsonQuote(address.Address ?? "")}}}"));
            }
        }

        ValidateResources(node, errors);
    }

    private static void ValidateTaints(List<V1Taint>? taints, FieldErrors errors, FieldPath path)
    {
        var seen = new HashSet<(string, string)>();
        for (var i = 0; i < taints?.Count; i++)
        {
            var taint = taints[i];
            errors.InvalidEach(path.Index(i).Child("key"), taint.Key, FormatRules.QualifiedName(taint.Key));
            var value = FormatRules.LabelValue(taint.Value ?? "");
            if (value.Count > 0) errors.Invalid(path.Index(i).Child("value"), taint.Value, string.Join(';', value));
            errors.OneOf(path.Index(i).Child("effect"), taint.Effect, "NoSchedule", "PreferNoSchedule", "NoExecute");
            if (!seen.Add((taint.Key, taint.Effect))) ReportTwin(taint, errors, path.Index(i));
        }
    }

    private static void ReportTwin(V1Taint taint, FieldErrors errors, FieldPath path)
    {
        var added = taint.TimeAdded is { } time ? BadValue.Format(time) : "null";
        var shown = $"{{\"Key\":{BadValue.JsonQuote(taint.Key)},\"Value\":{BadValue.JsonQuote(taint.Value ?? "")},"
            + $"\"Effect\":{BadValue.JsonQuote(taint.Effect)},\"TimeAdded\":{added}}}";
        errors.Add(new FieldError(FieldErrorType.Duplicate, path.ToString(), $"Duplicate value: {shown}: taints must be unique by key and effect pair"));
    }

    private static void ValidateResources(V1Node node, FieldErrors errors)
    {
        ResourceListRules.ValidateQuantities(node.Status.Capacity, errors, FieldPath.Root("status").Child("capacity"));
        ResourceListRules.ValidateQuantities(node.Status.Allocatable, errors, FieldPath.Root("status").Child("allocatable"));
    }

    private static void ValidatePodCidrs(List<string>? cidrs, FieldErrors errors)
    {
        if (cidrs is not { Count: > 0 }) return;
        var path = Spec.Child("podCIDRs");
        for (var i = 0; i < cidrs.Count; i++) errors.InvalidEach(path.Index(i), cidrs[i], FormatRules.Cidr(cidrs[i]));
        if (cidrs.Count > 2)
            errors.Invalid(path, cidrs, "may specify no more than one CIDR for each IP family");
        else if (cidrs.Count == 2 && cidrs[0].Contains(':') == cidrs[1].Contains(':'))
            errors.Invalid(path, cidrs, "may specify no more than one CIDR for each IP family");
    }
}
