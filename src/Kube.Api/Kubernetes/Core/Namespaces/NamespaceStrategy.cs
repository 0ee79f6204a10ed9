using Kube.Api.Catalog;
using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.Core.Namespaces;

/// <summary>Namespaces carry their own name as a label, and a finalizer that holds them until they are empty.</summary>
internal sealed class NamespaceStrategy : KubernetesStrategy<V1Namespace>
{
    public const string NameLabel = "kubernetes.io/metadata.name";
    public const string Finalizer = "kubernetes";
    public const string Active = "Active";
    public const string Terminating = "Terminating";

    public override NameRule NameRule => NameRule.DnsLabel;

    public override void Default(V1Namespace obj)
    {
        if (!string.IsNullOrEmpty(obj.Metadata.Name)) LabelWithName(obj);
        obj.Status ??= new V1NamespaceStatus();
        if (string.IsNullOrEmpty(obj.Status.Phase)) obj.Status.Phase = Active;
    }

    public override void Canonicalize(V1Namespace obj)
    {
        // A generated name was not known when defaults were filled in.
        LabelWithName(obj);
    }

    public override void OnTerminating(V1Namespace obj) => (obj.Status ??= new V1NamespaceStatus()).Phase = Terminating;

    public override bool HasFinalizersOfItsOwn(V1Namespace obj) => obj.Spec?.Finalizers?.Count > 0;

    protected override void ResetStatus(V1Namespace obj) => obj.Status = new V1NamespaceStatus { Phase = Active };

    protected override void KeepStatus(V1Namespace obj, V1Namespace old) => obj.Status = old.Status;

    protected override void PrepareNew(V1Namespace obj, StrategyContext context)
    {
        var finalizers = (obj.Spec ??= new V1NamespaceSpec()).Finalizers ??= [];
        if (!finalizers.Contains(Finalizer)) finalizers.Add(Finalizer);
    }

    protected override void PrepareChange(V1Namespace obj, V1Namespace old, StrategyContext context) =>
        (obj.Spec ??= new V1NamespaceSpec()).Finalizers = old.Spec?.Finalizers;

    protected override void Validate(V1Namespace obj, FieldErrors errors)
    {
        foreach (var finalizer in obj.Spec?.Finalizers ?? [])
            NamespaceFinalization.ValidateFinalizer(finalizer, errors, FieldPath.Root("spec").Child("finalizers"));
    }

    protected override void ValidateChange(V1Namespace obj, V1Namespace old, FieldErrors errors)
    {
        // Nothing that this address may change has a rule of its own.
    }

    private static void LabelWithName(V1Namespace obj) => (obj.Metadata.Labels ??= [])[NameLabel] = obj.Metadata.Name ?? "";
}
