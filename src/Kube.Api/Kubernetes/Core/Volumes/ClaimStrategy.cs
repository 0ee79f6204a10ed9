using Kube.Api.Kubernetes.PodTemplates;
using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.Core.Volumes;

/// <summary>Claims on volumes: what is asked for may grow once bound, and nothing else changes.</summary>
internal sealed class ClaimStrategy : KubernetesStrategy<V1PersistentVolumeClaim>
{
    private const string ClassAnnotation = "volume.beta.kubernetes.io/storage-class";
    private const string Storage = "storage";

    public override bool ReturnsDeletedObject => true;

    public override void Default(V1PersistentVolumeClaim obj)
    {
        obj.Spec.VolumeMode ??= "Filesystem";
        if (string.IsNullOrEmpty(obj.Status.Phase)) obj.Status.Phase = "Pending";
    }

    public override void WarnOnCreate(V1PersistentVolumeClaim obj, ICollection<string> warnings) => Warn(obj, warnings);

    public override void WarnOnUpdate(V1PersistentVolumeClaim obj, V1PersistentVolumeClaim old, ICollection<string> warnings) => Warn(obj, warnings);

    protected override void ResetStatus(V1PersistentVolumeClaim obj) => obj.Status = new V1PersistentVolumeClaimStatus { Phase = "Pending" };

    protected override void KeepStatus(V1PersistentVolumeClaim obj, V1PersistentVolumeClaim old) => obj.Status = old.Status;

    protected override void Validate(V1PersistentVolumeClaim obj, FieldErrors errors) =>
        ClaimTemplateRules.ClaimSpec(obj.Spec, FieldPath.Root("spec"), errors);

    protected override void ValidateChange(V1PersistentVolumeClaim obj, V1PersistentVolumeClaim old, FieldErrors errors)
    {
        Validate(obj, errors);
        ClaimUpdateValidation.Validate(obj, old, errors);
    }

    private static void Warn(V1PersistentVolumeClaim obj, ICollection<string> warnings)
    {
        if (obj.Metadata.Annotations?.ContainsKey(ClassAnnotation) == true)
            warnings.Add($"metadata.annotations[{ClassAnnotation}]: deprecated since v1.8; use \"storageClassName\" attribute instead");
        if (obj.Spec.Resources?.Requests?.TryGetValue(Storage, out var amount) == true && amount.ToDecimal() % 1 != 0)
            warnings.Add($"spec.resources.requests[{Storage}]: fractional byte value \"{amount}\" is invalid, must be an integer");
    }
}
