using Kube.Api.Kubernetes.PodTemplates;
using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.Core;

/// <summary>Pod templates that stand alone.</summary>
internal sealed class PodTemplateStrategy : KubernetesStrategy<V1PodTemplate>
{
    public override bool ReturnsDeletedObject => true;

    protected override bool CountsGenerations => true;

    public override void Default(V1PodTemplate obj) => PodTemplateDefaults.Apply(obj.Template);

    public override void WarnOnCreate(V1PodTemplate obj, ICollection<string> warnings) =>
        PodTemplateWarnings.Add(obj.Template, FieldPath.Root("template"), warnings);

    public override void WarnOnUpdate(V1PodTemplate obj, V1PodTemplate old, ICollection<string> warnings)
    {
        if (!obj.Template.SemanticEquals(old.Template)) PodTemplateWarnings.Add(obj.Template, FieldPath.Root("template"), warnings);
    }

    protected override bool WishChanged(V1PodTemplate obj, V1PodTemplate old) => !obj.Template.SemanticEquals(old.Template);

    protected override void Validate(V1PodTemplate obj, FieldErrors errors) => PodTemplateValidation.Validate(obj.Template, FieldPath.Root("template"), errors);

    protected override void ValidateChange(V1PodTemplate obj, V1PodTemplate old, FieldErrors errors) =>
        PodTemplateValidation.Validate(obj.Template, FieldPath.Root("template"), errors, PodValidationOptions.ForTemplateUpdate(old.Template));
}
