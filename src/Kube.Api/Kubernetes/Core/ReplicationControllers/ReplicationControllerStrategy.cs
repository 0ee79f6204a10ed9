using Kube.Api.Catalog;
using Kube.Api.Kubernetes.PodTemplates;
using Kube.Api.Kubernetes.Workloads;
using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.Core.ReplicationControllers;

/// <summary>The older form of replica sets, whose selector is plain labels and follows from the template.</summary>
internal sealed class ReplicationControllerStrategy : KubernetesStrategy<V1ReplicationController>
{
    private static readonly FieldPath Spec = FieldPath.Root("spec");

    public override NameRule NameRule => DeviceResources.DeclaredName;

    public override PropagationDefault DefaultPropagation => PropagationDefault.Orphan;

    protected override bool CountsGenerations => true;

    protected override bool ChecksMetadataAgain => false;

    public override void Default(V1ReplicationController obj)
    {
        var spec = obj.Spec;
        PodTemplateDefaults.Apply(spec.Template);
        if (spec.Template?.Metadata?.Labels is { Count: > 0 } labels)
        {
            if (spec.Selector is not { Count: > 0 }) spec.Selector = new(labels);
            if (obj.Metadata.Labels is not { Count: > 0 }) obj.Metadata.Labels = new(labels);
        }

        spec.Replicas ??= 1;
    }

    public override void WarnOnCreate(V1ReplicationController obj, ICollection<string> warnings)
    {
        NameWarnings.Add(obj.Metadata, warnings);
        TemplateWarnings.Add(obj.Spec.Template, warnings);
    }

    public override void WarnOnUpdate(V1ReplicationController obj, V1ReplicationController old, ICollection<string> warnings) =>
        TemplateWarnings.AddOnUpdate(obj.Metadata, old.Metadata, obj.Spec.Template, warnings);

    protected override void ResetStatus(V1ReplicationController obj) => obj.Status = new V1ReplicationControllerStatus();

    protected override void KeepStatus(V1ReplicationController obj, V1ReplicationController old) => obj.Status = old.Status;

    protected override bool WishChanged(V1ReplicationController obj, V1ReplicationController old) => !obj.Spec.SemanticEquals(old.Spec);

    protected override void Validate(V1ReplicationController obj, FieldErrors errors) => ValidateSpec(obj.Spec, null, errors);

    protected override void ValidateChange(V1ReplicationController obj, V1ReplicationController old, FieldErrors errors) =>
        ValidateSpec(obj.Spec, PodValidationOptions.ForTemplateUpdate(old.Spec.Template), errors);

    private static void ValidateSpec(V1ReplicationControllerSpec spec, PodValidationOptions? options, FieldErrors errors)
    {
        errors.NonNegative(Spec.Child("minReadySeconds"), spec.MinReadySeconds);
        if (spec.Selector is not { Count: > 0 }) errors.Required(Spec.Child("selector"));
        errors.NonNegative(Spec.Child("replicas"), spec.Replicas);
        if (spec.Template is null)
        {
            errors.Required(Spec.Child("template"));
            return;
        }

        if (spec.Selector is { Count: > 0 } && !LabelSelectorValidation.Matches(new V1LabelSelector { MatchLabels = spec.Selector }, spec.Template.Metadata?.Labels))
            WorkloadValidation.ReportMismatch(spec.Template, errors);
        PodTemplateValidation.Validate(spec.Template, Spec.Child("template"), errors, options);
        WorkloadValidation.ValidateAlwaysRunning(spec.Template, "ReplicationController", errors);
    }
}
