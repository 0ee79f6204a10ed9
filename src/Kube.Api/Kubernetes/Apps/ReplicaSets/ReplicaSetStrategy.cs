using Kube.Api.Kubernetes.PodTemplates;
using Kube.Api.Kubernetes.Workloads;
using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.Apps.ReplicaSets;

/// <summary>Replica sets.</summary>
internal sealed class ReplicaSetStrategy : KubernetesStrategy<V1ReplicaSet>
{
    protected override bool CountsGenerations => true;

    protected override bool ChecksMetadataAgain => false;

    public override void Default(V1ReplicaSet obj)
    {
        var spec = obj.Spec ??= new V1ReplicaSetSpec();
        PodTemplateDefaults.Apply(spec.Template);
        spec.Replicas ??= 1;
    }

    public override void WarnOnCreate(V1ReplicaSet obj, ICollection<string> warnings)
    {
        NameWarnings.Add(obj.Metadata, warnings);
        TemplateWarnings.Add(obj.Spec.Template, warnings);
    }

    public override void WarnOnUpdate(V1ReplicaSet obj, V1ReplicaSet old, ICollection<string> warnings) =>
        TemplateWarnings.AddOnUpdate(obj.Metadata, old.Metadata, obj.Spec.Template, warnings);

    protected override void ResetStatus(V1ReplicaSet obj) => obj.Status = new V1ReplicaSetStatus();

    protected override void KeepStatus(V1ReplicaSet obj, V1ReplicaSet old) => obj.Status = old.Status;

    protected override bool WishChanged(V1ReplicaSet obj, V1ReplicaSet old) => !obj.Spec.SemanticEquals(old.Spec);

    protected override void Validate(V1ReplicaSet obj, FieldErrors errors) => ReplicaSetValidation.ValidateSpec(obj.Spec, null, errors);

    protected override void ValidateChange(V1ReplicaSet obj, V1ReplicaSet old, FieldErrors errors)
    {
        ReplicaSetValidation.ValidateSpec(obj.Spec, PodValidationOptions.ForTemplateUpdate(old.Spec.Template), errors);
        WorkloadValidation.ValidateSelectorUnchanged(obj.Spec.Selector, old.Spec.Selector, errors);
    }
}
