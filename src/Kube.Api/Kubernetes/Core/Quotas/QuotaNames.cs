using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.Core.Quotas;

/// <summary>Names of things that are counted.</summary>
internal static class QuotaNames
{
    private static readonly HashSet<string> Standard = new(StringComparer.Ordinal)
    {
        "cpu", "memory", "ephemeral-storage", "requests.cpu", "requests.memory", "requests.storage", "requests.ephemeral-storage", "limits.cpu", "limits.memory",
        "limits.ephemeral-storage", "pods", "resourcequotas", "services", "replicationcontrollers", "secrets", "persistentvolumeclaims", "configmaps",
        "services.nodeports", "services.loadbalancers",
    };

    private static readonly HashSet<string> StandardResources = new(Standard, StringComparer.Ordinal) { "storage", "pod-resourceclaims" };

    /// <summary>A name that a quota may count.</summary>
    public static void Validate(string name, FieldErrors errors, FieldPath path)
    {
        ValidateResource(name, errors, path);
        if (!name.Contains('/') && !Standard.Contains(name) && !IsHugePages(name)) errors.Invalid(path, name, "must be a standard resource for quota");
    }

    /// <summary>A name of any resource.</summary>
    public static void ValidateResource(string name, FieldErrors errors, FieldPath path)
    {
        var wrong = FormatRules.QualifiedName(name);
        errors.InvalidEach(path, name, wrong);
        if (wrong.Count > 0 || name.Contains('/')) return;
        if (!StandardResources.Contains(name) && !IsHugePages(name)) errors.Invalid(path, name, "must be a standard resource type or fully qualified");
    }

    private static bool IsHugePages(string name) =>
        name.StartsWith("hugepages-", StringComparison.Ordinal) || name.StartsWith("requests.hugepages-", StringComparison.Ordinal);
}
