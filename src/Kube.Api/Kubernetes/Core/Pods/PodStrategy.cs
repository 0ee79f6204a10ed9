using Kube.Api.Catalog;
using Kube.Api.Kubernetes.PodTemplates;
using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.Core.Pods;

/// <summary>The rules of pods.</summary>
internal sealed class PodStrategy : ResourceStrategy<V1Pod>
{
    public override IReadOnlyList<string> ResetFields => ["status"];

    public override bool ReturnsDeletedObject => true;

    public override void Default(V1Pod obj) => PodDefaults.Apply(obj);

    public override void PrepareForCreate(V1Pod obj, StrategyContext context)
    {
        obj.Metadata.Generation = 1;
        obj.Spec ??= new V1PodSpec();
        obj.Status = new V1PodStatus { Phase = "Pending", QosClass = QualityOfService.Of(obj.Spec) };
        DisabledFields.Drop(obj.Spec, null);
        if (obj.Spec.TerminationGracePeriodSeconds < 0) obj.Spec.TerminationGracePeriodSeconds = 1;
        SchedulingGates.MarkGated(obj, context.Now);
        LabelKeyRules.Merge(obj);
        AppArmorSkew.Apply(obj, context.Warnings);
    }

    public override void PrepareForUpdate(V1Pod obj, V1Pod old, StrategyContext context)
    {
        obj.Status = old.Status;
        DisabledFields.Drop(obj.Spec, old.Spec);
        PodGeneration.Update(obj, old);
    }

    public override void ValidateCreate(V1Pod obj, FieldErrors errors)
    {
        PodValidation.Validate(obj, errors, PodValidationOptions.NewPod);
        PodValidation.ValidateNew(obj, errors);
    }

    public override void ValidateUpdate(V1Pod obj, V1Pod old, FieldErrors errors)
    {
        ObjectMetaValidation.ValidateUpdate(obj.Metadata, old.Metadata, errors, FieldPath.Root("metadata"));
        PodUpdateValidation.Validate(obj, old, errors);
    }

    public override void WarnOnCreate(V1Pod obj, ICollection<string> warnings)
    {
        if (FormatRules.DnsLabel(obj.Metadata.Name ?? "") is { Count: > 0 } wrong)
        {
            warnings.Add(
                "metadata.name: this is used in the Pod's hostname, which can result in surprising behavior; a DNS label is recommended: "
                + $"[{string.Join(' ', wrong)}]");
        }

        PodSpecWarnings.OfPod(obj, warnings);
    }

    /// <summary>A pod that no node runs goes at once; otherwise its node has the time that the client or the pod allows.</summary>
    public override long? GracePeriodSeconds(V1Pod obj, long? requested)
    {
        if (string.IsNullOrEmpty(obj.Spec?.NodeName) || obj.Status?.Phase is "Failed" or "Succeeded") return 0;
        var period = requested ?? obj.Spec.TerminationGracePeriodSeconds ?? 0;
        return period < 0 ? 1 : period;
    }
}
