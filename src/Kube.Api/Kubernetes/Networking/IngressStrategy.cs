using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.Networking;

/// <summary>Ingresses.</summary>
internal sealed class IngressStrategy : KubernetesStrategy<V1Ingress>
{
    protected override bool CountsGenerations => true;

    public override void WarnOnCreate(V1Ingress obj, ICollection<string> warnings)
    {
        const string Old = "kubernetes.io/ingress.class";
        if (obj.Metadata.Annotations?.ContainsKey(Old) == true && obj.Spec.IngressClassName is null)
            warnings.Add($"annotation \"{Old}\" is deprecated, please use 'spec.ingressClassName' instead");
    }

    protected override void ResetStatus(V1Ingress obj) => obj.Status = new V1IngressStatus();

    protected override void KeepStatus(V1Ingress obj, V1Ingress old) => obj.Status = old.Status;

    protected override bool WishChanged(V1Ingress obj, V1Ingress old) => !obj.Spec.SemanticEquals(old.Spec);

    protected override void Validate(V1Ingress obj, FieldErrors errors)
    {
        if (obj.Metadata.Annotations?.TryGetValue("kubernetes.io/ingress.class", out var annotation) == true && obj.Spec.IngressClassName is { } name && name != annotation)
        {
            errors.Invalid(
                FieldPath.Root("annotations").Key("kubernetes.io/ingress.class"), annotation, "must match `ingressClassName` when both are specified");
        }

        IngressValidation.Validate(obj.Spec, errors);
    }

    protected override void ValidateChange(V1Ingress obj, V1Ingress old, FieldErrors errors) => IngressValidation.Validate(obj.Spec, errors);
}
