using Kube.Api.Catalog;
using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.Scheduling;

/// <summary>Priority classes: the number is for life, and the highest numbers and <c>system-</c> names belong to the system.</summary>
internal sealed class PriorityClassStrategy : KubernetesStrategy<V1PriorityClass>
{
    private const int HighestForUsers = 1_000_000_000;

    private static readonly Dictionary<string, int> SystemClasses = new(StringComparer.Ordinal)
    {
        ["system-node-critical"] = 2_000_001_000, ["system-cluster-critical"] = 2_000_000_000,
    };

    protected override bool CountsGenerations => true;

    public override void Default(V1PriorityClass obj) => obj.PreemptionPolicy ??= "PreemptLowerPriority";

    protected override void PrepareChange(V1PriorityClass obj, V1PriorityClass old, StrategyContext context) => obj.Metadata.Generation = old.Metadata.Generation;

    protected override void Validate(V1PriorityClass obj, FieldErrors errors)
    {
        var name = obj.Metadata.Name ?? "";
        if (name.StartsWith("system-", StringComparison.Ordinal))
        {
            if (Refuse(obj, name) is { } reason)
            {
                errors.Forbidden(
                    FieldPath.Root("metadata").Child("name"), $"priority class names with 'system-' prefix are reserved for system use only. error: {reason}");
            }
        }
        else if (obj.Value > HighestForUsers)
        {
            errors.Forbidden(
                FieldPath.Root("value"),
                $"maximum allowed value of a user defined priority is {HighestForUsers}");
        }

        if (obj.PreemptionPolicy is not ("Never" or "PreemptLowerPriority"))
            errors.NotSupported(FieldPath.Root("preemptionPolicy"), obj.PreemptionPolicy, "PreemptLowerPriority", "Never");
    }

    protected override void ValidateChange(V1PriorityClass obj, V1PriorityClass old, FieldErrors errors)
    {
        if (obj.Value != old.Value) errors.Forbidden(FieldPath.Root("value"), "may not be changed in an update.");
        errors.Immutable(FieldPath.Root("preemptionPolicy"), obj.PreemptionPolicy == old.PreemptionPolicy, obj.PreemptionPolicy);
    }

    private static string? Refuse(V1PriorityClass obj, string name)
    {
        if (!SystemClasses.TryGetValue(name, out var value)) return $"{name} is not a known system priority class";
        if (obj.Value != value) return $"value of {name} PriorityClass must be {value}";
        return obj.GlobalDefault is true ? $"globalDefault of {name} PriorityClass must be false" : null;
    }
}
