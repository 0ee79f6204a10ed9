using Kube.Api.Catalog;
using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.Core.Volumes;

/// <summary>Volumes: what they are made of never changes.</summary>
internal sealed class VolumeStrategy : KubernetesStrategy<V1PersistentVolume>
{
    private const string ClassAnnotation = "volume.beta.kubernetes.io/storage-class";

    public override bool ReturnsDeletedObject => true;

    public override void Default(V1PersistentVolume obj) => VolumeDefaults.Apply(obj);

    public override void WarnOnCreate(V1PersistentVolume obj, ICollection<string> warnings)
    {
        if (obj.Spec.PersistentVolumeReclaimPolicy == "Recycle")
        {
            warnings.Add(
                "spec.persistentVolumeReclaimPolicy: The Recycle reclaim policy is deprecated. Instead, the recommended approach is to use dynamic provisioning.");
        }

        if (obj.Metadata.Annotations?.ContainsKey(ClassAnnotation) == true)
            warnings.Add($"metadata.annotations[{ClassAnnotation}]: deprecated since v1.8; use \"storageClassName\" attribute instead");
    }

    protected override void ResetStatus(V1PersistentVolume obj) => obj.Status = new V1PersistentVolumeStatus { Phase = "Pending" };

    protected override void KeepStatus(V1PersistentVolume obj, V1PersistentVolume old) => obj.Status = old.Status;

    protected override void PrepareNew(V1PersistentVolume obj, StrategyContext context) => obj.Status.LastPhaseTransitionTime = context.Now;

    protected override void Validate(V1PersistentVolume obj, FieldErrors errors) => VolumeValidation.Validate(obj, errors);

    protected override void ValidateChange(V1PersistentVolume obj, V1PersistentVolume old, FieldErrors errors) => VolumeValidation.ValidateUpdate(obj, old, errors);
}
