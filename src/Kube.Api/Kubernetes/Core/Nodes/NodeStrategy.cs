using Kube.Api.Catalog;
using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.Core.Nodes;

/// <summary>Nodes. A node reports its status when it registers, so a create takes it.</summary>
internal sealed class NodeStrategy : KubernetesStrategy<V1Node>
{
    public override void Default(V1Node obj)
    {
        var spec = obj.Spec ??= new V1NodeSpec();
        // The older singular field and the list are one value.
        if (string.IsNullOrEmpty(spec.PodCIDR)) spec.PodCIDR = spec.PodCIDRs is [var first, ..] ? first : spec.PodCIDR;
        else if (spec.PodCIDRs is not [var head, ..] || head != spec.PodCIDR) spec.PodCIDRs = [spec.PodCIDR];

        var status = obj.Status ??= new V1NodeStatus();
        // Before allocatable was known, all of a node was.
        if (status.Allocatable is null && status.Capacity is { Count: > 0 }) status.Allocatable = new(status.Capacity);
    }

    public override void WarnOnCreate(V1Node obj, ICollection<string> warnings) => Warn(obj, warnings);

    public override void WarnOnUpdate(V1Node obj, V1Node old, ICollection<string> warnings) => Warn(obj, warnings);

    protected override void KeepStatus(V1Node obj, V1Node old) => obj.Status = old.Status;

    // Configuration by the API is gone; what has it keeps it.
    protected override void PrepareNew(V1Node obj, StrategyContext context) => obj.Spec.ConfigSource = null;

    protected override void PrepareChange(V1Node obj, V1Node old, StrategyContext context)
    {
        if (old.Spec.ConfigSource is null) obj.Spec.ConfigSource = null;
    }

    protected override void Validate(V1Node obj, FieldErrors errors) => NodeValidation.Validate(obj, errors);

    protected override void ValidateChange(V1Node obj, V1Node old, FieldErrors errors) => NodeValidation.ValidateUpdate(obj, old, errors);

    private static void Warn(V1Node obj, ICollection<string> warnings)
    {
        if (obj.Spec.ConfigSource is not null) warnings.Add("spec.configSource: the feature is removed");
        if (!string.IsNullOrEmpty(obj.Spec.ExternalID)) warnings.Add("spec.externalID: this field is deprecated, and is unused by Kubernetes");
    }
}
