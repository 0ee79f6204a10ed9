using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.Autoscaling;

/// <summary>Autoscalers.</summary>
internal sealed class AutoscalerStrategy : KubernetesStrategy<V2HorizontalPodAutoscaler>
{
    public override void Default(V2HorizontalPodAutoscaler obj) => AutoscalerDefaults.Apply(obj.Spec);

    protected override void ResetStatus(V2HorizontalPodAutoscaler obj) => obj.Status = new V2HorizontalPodAutoscalerStatus();

    protected override void KeepStatus(V2HorizontalPodAutoscaler obj, V2HorizontalPodAutoscaler old) => obj.Status = old.Status;

    protected override void Validate(V2HorizontalPodAutoscaler obj, FieldErrors errors) => AutoscalerValidation.Validate(obj.Spec, null, errors);

    protected override void ValidateChange(V2HorizontalPodAutoscaler obj, V2HorizontalPodAutoscaler old, FieldErrors errors) =>
        AutoscalerValidation.Validate(obj.Spec, old.Spec, errors);
}
