using Kube.Api.Catalog;
using Kube.Api.Kubernetes.Workloads;
using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.Apps.Deployments;

/// <summary>Deployments; annotations count as a wish, since the controller copies them to its replica sets.</summary>
internal sealed class DeploymentStrategy : KubernetesStrategy<V1Deployment>
{
    protected override bool CountsGenerations => true;

    protected override bool ChecksMetadataAgain => false;

    public override void Default(V1Deployment obj) => DeploymentDefaults.Apply(obj);

    public override void WarnOnCreate(V1Deployment obj, ICollection<string> warnings)
    {
        NameWarnings.Add(obj.Metadata, warnings);
        TemplateWarnings.Add(obj.Spec.Template, warnings);
    }

    public override void WarnOnUpdate(V1Deployment obj, V1Deployment old, ICollection<string> warnings) =>
        TemplateWarnings.AddOnUpdate(obj.Metadata, old.Metadata, obj.Spec.Template, warnings);

    protected override void ResetStatus(V1Deployment obj) => obj.Status = new V1DeploymentStatus();

    protected override void KeepStatus(V1Deployment obj, V1Deployment old) => obj.Status = old.Status;

    protected override bool WishChanged(V1Deployment obj, V1Deployment old) =>
        !obj.Spec.SemanticEquals(old.Spec) || !Same.Labels(obj.Metadata.Annotations, old.Metadata.Annotations);

    protected override void Validate(V1Deployment obj, FieldErrors errors) => DeploymentValidation.Validate(obj, errors);

    protected override void ValidateChange(V1Deployment obj, V1Deployment old, FieldErrors errors) => DeploymentValidation.ValidateUpdate(obj, old, errors);

    /// <summary>What <c>/status</c> leaves as it is.</summary>
    public static void KeepAllButStatus(V1Deployment obj, V1Deployment old)
    {
        obj.Spec = old.Spec;
        obj.Metadata.Labels = old.Metadata.Labels;
    }
}
