using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.PodTemplates;

/// <summary>The names of compute resources, and what kind of thing each counts.</summary>
internal static class ResourceNames
{
    public const string Cpu = "cpu";
    public const string Memory = "memory";
    public const string EphemeralStorage = "ephemeral-storage";
    public const string HugePagesPrefix = "hugepages-";

    private const string NativeDomain = "kubernetes.io/";

    private static readonly HashSet<string> Standard =
    [
        Cpu, Memory, EphemeralStorage, "requests.cpu", "requests.memory", "requests.ephemeral-storage", "limits.cpu", "limits.memory",
        "limits.ephemeral-storage", "pods", "resourcequotas", "services", "replicationcontrollers", "secrets", "persistentvolumeclaims",
        "configmaps", "services.nodeports", "services.loadbalancers", "storage", "requests.storage",
    ];

    private static readonly HashSet<string> Counted =
    [
        "pods", "services", "replicationcontrollers", "resourcequotas", "secrets", "configmaps", "persistentvolumeclaims",
        "services.nodeports", "services.loadbalancers",
    ];

    public static bool IsHugePages(string name) => name.StartsWith(HugePagesPrefix, StringComparison.Ordinal);

    /// <summary>Without a domain, or with Kubernetes' own.</summary>
    public static bool IsNative(string name) => !name.Contains('/') || name.Contains(NativeDomain, StringComparison.Ordinal);

    /// <summary>More may be promised than there is; what is not Kubernetes' own, and huge pages, cannot be shared like that.</summary>
    public static bool IsOvercommitAllowed(string name) => IsNative(name) && !IsHugePages(name);

    /// <summary>Counted in whole pieces.</summary>
    public static bool IsInteger(string name) => Counted.Contains(name) || IsExtended(name);

    /// <summary>A resource of a vendor: with a foreign domain, short enough to stand behind <c>requests.</c> in a quota.</summary>
    public static bool IsExtended(string name) =>
        !IsNative(name) && !name.StartsWith("requests.", StringComparison.Ordinal) && FormatRules.QualifiedName("requests." + name).Count == 0;

    /// <summary>What containers may ask for.</summary>
    public static void Container(string name, FieldPath path, FieldErrors errors)
    {
        Any(name, path, errors);
        if (!name.Contains('/'))
        {
            if (name is not (Cpu or Memory or EphemeralStorage) && !IsHugePages(name)) errors.Invalid(path, name, "must be a standard resource for containers");
        }
        else if (!IsNative(name) && !IsExtended(name))
        {
            errors.Invalid(path, name, "doesn't follow extended resource name standard");
        }
    }

    /// <summary>What a pod may ask for as a whole.</summary>
    public static void Pod(string name, FieldPath path, FieldErrors errors)
    {
        var before = errors.Count;
        Any(name, path, errors);
        if (errors.Count == before && !IsPodLevel(name)) errors.NotSupported(path, name, Cpu, HugePagesPrefix, Memory);
    }

    public static bool IsPodLevel(string name) => name is Cpu or Memory || IsHugePages(name);

    /// <summary>Whether the amount is a whole number of pages of the size that the name tells.</summary>
    public static bool IsDivisible(string name, ResourceQuantity amount)
    {
        if (!ResourceQuantity.TryParse(name[HugePagesPrefix.Length..], out var page) || page is null) return false;
        var size = page.Value;
        return size > 0 && amount.Value % size == 0;
    }

    private static void Any(string name, FieldPath path, FieldErrors errors)
    {
        var wrong = FormatRules.QualifiedName(name);
        errors.InvalidEach(path, name, wrong);
        if (wrong.Count == 0 && !name.Contains('/') && !Standard.Contains(name) && !IsHugePages(name)
            && !name.StartsWith("requests." + HugePagesPrefix, StringComparison.Ordinal))
        {
            errors.Invalid(path, name, "must be a standard resource type or fully qualified");
        }
    }
}
