using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes;

/// <summary>Amounts of resources: not negative, and whole where half a thing makes no sense.</summary>
internal static class ResourceListRules
{
    private static readonly HashSet<string> Whole = new(StringComparer.Ordinal)
    {
        "pods", "services", "replicationcontrollers", "secrets", "configmaps", "persistentvolumeclaims", "resourcequotas",
        "services.nodeports", "services.loadbalancers",
    };

    /// <summary>Each amount by the name of what it counts; the path takes the name as a member, as upstream does for nodes.</summary>
    public static void ValidateQuantities(Dictionary<string, ResourceQuantity>? amounts, FieldErrors errors, FieldPath path)
    {
        foreach (var (name, amount) in (amounts ?? []).OrderBy(entry => entry.Key, StringComparer.Ordinal))
            ValidateQuantity(name, amount, errors, path.Child(name));
    }

    public static void ValidateQuantity(string name, ResourceQuantity amount, FieldErrors errors, FieldPath path)
    {
        if (amount.ToDecimal() < 0) errors.Invalid(path, amount.ToString(), FieldRules.NotNegative);
        if (IsWhole(name) && amount.ToDecimal() % 1 != 0) errors.Invalid(path, amount.ToString(), "must be an integer");
    }

    /// <summary>Standard countable things, and everything with a domain.</summary>
    public static bool IsWhole(string name) => Whole.Contains(name) || IsExtended(name);

    private static bool IsExtended(string name) =>
        name.Contains('/') && !name.Contains("kubernetes.io/", StringComparison.Ordinal) && !name.StartsWith("requests.", StringComparison.Ordinal);
}
