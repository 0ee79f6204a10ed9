using Kube.Api.Catalog;
using Kube.Api.Kubernetes.PodTemplates;
using Kube.Api.Kubernetes.Workloads;
using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.Apps.StatefulSets;

/// <summary>Stateful sets; their name becomes part of host names.</summary>
internal sealed class StatefulSetStrategy : KubernetesStrategy<V1StatefulSet>
{
    public override NameRule NameRule => NameRule.DnsLabel;

    protected override bool CountsGenerations => true;

    protected override bool ChecksMetadataAgain => false;

    public override void Default(V1StatefulSet obj)
    {
        var spec = obj.Spec ??= new V1StatefulSetSpec();
        PodTemplateDefaults.Apply(spec.Template);
        if (string.IsNullOrEmpty(spec.PodManagementPolicy)) spec.PodManagementPolicy = "OrderedReady";
        var strategy = spec.UpdateStrategy ??= new V1StatefulSetUpdateStrategy();
        if (string.IsNullOrEmpty(strategy.Type))
        {
            strategy.Type = "RollingUpdate";
            strategy.RollingUpdate ??= new V1RollingUpdateStatefulSetStrategy();
        }

        if (strategy is { Type: "RollingUpdate", RollingUpdate: { } rolling }) rolling.Partition ??= 0;
        var retention = spec.PersistentVolumeClaimRetentionPolicy ??= new V1StatefulSetPersistentVolumeClaimRetentionPolicy();
        if (string.IsNullOrEmpty(retention.WhenDeleted)) retention.WhenDeleted = "Retain";
        if (string.IsNullOrEmpty(retention.WhenScaled)) retention.WhenScaled = "Retain";
        spec.Replicas ??= 1;
        spec.RevisionHistoryLimit ??= 10;
        foreach (var claim in spec.VolumeClaimTemplates ?? [])
        {
            if (string.IsNullOrEmpty(claim.ApiVersion)) claim.ApiVersion = "v1";
            if (string.IsNullOrEmpty(claim.Kind)) claim.Kind = "PersistentVolumeClaim";
            claim.Spec.VolumeMode ??= "Filesystem";
            if (string.IsNullOrEmpty(claim.Status.Phase)) claim.Status.Phase = "Pending";
        }
    }

    public override void WarnOnCreate(V1StatefulSet obj, ICollection<string> warnings) => TemplateWarnings.Add(obj.Spec.Template, warnings);

    public override void WarnOnUpdate(V1StatefulSet obj, V1StatefulSet old, ICollection<string> warnings) =>
        TemplateWarnings.AddOnUpdate(obj.Metadata, old.Metadata, obj.Spec.Template, warnings);

    protected override void ResetStatus(V1StatefulSet obj) => obj.Status = new V1StatefulSetStatus();

    protected override void KeepStatus(V1StatefulSet obj, V1StatefulSet old) => obj.Status = old.Status;

    protected override bool WishChanged(V1StatefulSet obj, V1StatefulSet old) => !obj.Spec.SemanticEquals(old.Spec);

    protected override void Validate(V1StatefulSet obj, FieldErrors errors) => StatefulSetValidation.ValidateSpec(obj.Spec, null, errors);

    protected override void ValidateChange(V1StatefulSet obj, V1StatefulSet old, FieldErrors errors) =>
        StatefulSetValidation.ValidateUpdate(obj, old, errors);
}
