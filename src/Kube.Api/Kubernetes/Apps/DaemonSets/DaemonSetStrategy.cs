using System.Globalization;
using Kube.Api.Catalog;
using Kube.Api.Kubernetes.PodTemplates;
using Kube.Api.Kubernetes.Workloads;
using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.Apps.DaemonSets;

/// <summary>Daemon sets. An annotation counts the templates, as a field did before.</summary>
internal sealed class DaemonSetStrategy : KubernetesStrategy<V1DaemonSet>
{
    private const string TemplateGeneration = "deprecated.daemonset.template.generation";

    protected override bool CountsGenerations => true;

    protected override bool ChecksMetadataAgain => false;

    public override void Default(V1DaemonSet obj)
    {
        var spec = obj.Spec ??= new V1DaemonSetSpec();
        PodTemplateDefaults.Apply(spec.Template);
        var strategy = spec.UpdateStrategy ??= new V1DaemonSetUpdateStrategy();
        if (string.IsNullOrEmpty(strategy.Type)) strategy.Type = "RollingUpdate";
        if (strategy.Type == "RollingUpdate")
        {
            var rolling = strategy.RollingUpdate ??= new V1RollingUpdateDaemonSet();
            rolling.MaxUnavailable ??= 1;
            rolling.MaxSurge ??= 0;
        }

        spec.RevisionHistoryLimit ??= 10;
        // Where the field was, upstream writes the annotation whenever it writes a set, and so everyone who sends one owns it.
        (obj.Metadata.Annotations ??= []).TryAdd(TemplateGeneration, "0");
    }

    public override void WarnOnCreate(V1DaemonSet obj, ICollection<string> warnings) => TemplateWarnings.Add(obj.Spec.Template, warnings);

    public override void WarnOnUpdate(V1DaemonSet obj, V1DaemonSet old, ICollection<string> warnings) =>
        TemplateWarnings.AddOnUpdate(obj.Metadata, old.Metadata, obj.Spec.Template, warnings);

    protected override void ResetStatus(V1DaemonSet obj) => obj.Status = new V1DaemonSetStatus();

    protected override void KeepStatus(V1DaemonSet obj, V1DaemonSet old) => obj.Status = old.Status;

    protected override void PrepareNew(V1DaemonSet obj, StrategyContext context) => SetTemplateGeneration(obj, Math.Max(1, GetTemplateGeneration(obj)));

    protected override void PrepareChange(V1DaemonSet obj, V1DaemonSet old, StrategyContext context)
    {
        var changed = !obj.Spec.Template.SemanticEquals(old.Spec.Template);
        SetTemplateGeneration(obj, GetTemplateGeneration(old) + (changed ? 1 : 0));
    }

    protected override bool WishChanged(V1DaemonSet obj, V1DaemonSet old) => !obj.Spec.SemanticEquals(old.Spec);

    protected override void Validate(V1DaemonSet obj, FieldErrors errors) => DaemonSetValidation.ValidateSpec(obj.Spec, null, errors);

    protected override void ValidateChange(V1DaemonSet obj, V1DaemonSet old, FieldErrors errors)
    {
        DaemonSetValidation.ValidateSpec(obj.Spec, PodValidationOptions.ForTemplateUpdate(old.Spec.Template), errors);
        WorkloadValidation.ValidateSelectorUnchanged(obj.Spec.Selector, old.Spec.Selector, errors);
    }

    private static long GetTemplateGeneration(V1DaemonSet obj) =>
        long.TryParse(obj.Metadata.Annotations?.GetValueOrDefault(TemplateGeneration), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            ? value
            : 0;

    private static void SetTemplateGeneration(V1DaemonSet obj, long value) =>
        (obj.Metadata.Annotations ??= [])[TemplateGeneration] = value.ToString(CultureInfo.InvariantCulture);
}
