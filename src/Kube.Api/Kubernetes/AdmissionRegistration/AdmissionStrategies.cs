using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.AdmissionRegistration;

/// <summary>Policies that change what is written.</summary>
internal sealed class MutatingPolicyStrategy : KubernetesStrategy<V1MutatingAdmissionPolicy>
{
    protected override bool CountsGenerations => true;

    public override void Default(V1MutatingAdmissionPolicy obj)
    {
        obj.Spec.FailurePolicy ??= "Fail";
        AdmissionDefaults.Apply(obj.Spec.MatchConstraints);
    }

    protected override void Validate(V1MutatingAdmissionPolicy obj, FieldErrors errors) => PolicyValidation.Validate(obj, errors);

    protected override bool WishChanged(V1MutatingAdmissionPolicy obj, V1MutatingAdmissionPolicy old) => !obj.Spec.SemanticEquals(old.Spec);
}

/// <summary>Where a changing policy holds.</summary>
internal sealed class MutatingBindingStrategy : KubernetesStrategy<V1MutatingAdmissionPolicyBinding>
{
    protected override bool CountsGenerations => true;

    public override void Default(V1MutatingAdmissionPolicyBinding obj) => AdmissionDefaults.Apply(obj.Spec.MatchResources);

    protected override void Validate(V1MutatingAdmissionPolicyBinding obj, FieldErrors errors) => BindingValidation.Validate(obj.Spec, errors);

    protected override bool WishChanged(V1MutatingAdmissionPolicyBinding obj, V1MutatingAdmissionPolicyBinding old) => !obj.Spec.SemanticEquals(old.Spec);
}

/// <summary>Policies that refuse what is written.</summary>
internal sealed class ValidatingPolicyStrategy : KubernetesStrategy<V1ValidatingAdmissionPolicy>
{
    public override bool AllowUnconditionalUpdate => false;

    protected override bool CountsGenerations => true;

    public override void Default(V1ValidatingAdmissionPolicy obj)
    {
        obj.Spec.FailurePolicy ??= "Fail";
        AdmissionDefaults.Apply(obj.Spec.MatchConstraints);
    }

    protected override void ResetStatus(V1ValidatingAdmissionPolicy obj) => obj.Status = new V1ValidatingAdmissionPolicyStatus();

    protected override void KeepStatus(V1ValidatingAdmissionPolicy obj, V1ValidatingAdmissionPolicy old) => obj.Status = old.Status;

    protected override void Validate(V1ValidatingAdmissionPolicy obj, FieldErrors errors) => PolicyValidation.Validate(obj, errors);

    protected override bool WishChanged(V1ValidatingAdmissionPolicy obj, V1ValidatingAdmissionPolicy old) => !obj.Spec.SemanticEquals(old.Spec);
}

/// <summary>Where a refusing policy holds.</summary>
internal sealed class ValidatingBindingStrategy : KubernetesStrategy<V1ValidatingAdmissionPolicyBinding>
{
    protected override bool CountsGenerations => true;

    public override void Default(V1ValidatingAdmissionPolicyBinding obj) => AdmissionDefaults.Apply(obj.Spec.MatchResources);

    protected override void Validate(V1ValidatingAdmissionPolicyBinding obj, FieldErrors errors) => BindingValidation.Validate(obj.Spec, errors);

    protected override bool WishChanged(V1ValidatingAdmissionPolicyBinding obj, V1ValidatingAdmissionPolicyBinding old) => !obj.Spec.SemanticEquals(old.Spec);
}

/// <summary>Servers that are asked before a write and may change it.</summary>
internal sealed class MutatingWebhookStrategy : KubernetesStrategy<V1MutatingWebhookConfiguration>
{
    protected override bool CountsGenerations => true;

    public override void Default(V1MutatingWebhookConfiguration obj)
    {
        foreach (var hook in obj.Webhooks ?? [])
        {
            hook.FailurePolicy ??= "Fail";
            hook.MatchPolicy ??= "Equivalent";
            hook.ReinvocationPolicy ??= "Never";
            hook.NamespaceSelector ??= new V1LabelSelector();
            hook.ObjectSelector ??= new V1LabelSelector();
            hook.TimeoutSeconds ??= AdmissionDefaults.WebhookSeconds;
            AdmissionDefaults.Apply(hook.Rules, hook.ClientConfig);
        }
    }

    protected override void Validate(V1MutatingWebhookConfiguration obj, FieldErrors errors)
    {
        var rules = new WebhookValidation(errors);
        for (var i = 0; i < obj.Webhooks?.Count; i++) rules.Validate(obj.Webhooks[i], i);
    }

    protected override bool WishChanged(V1MutatingWebhookConfiguration obj, V1MutatingWebhookConfiguration old) =>
        !AdmissionDefaults.SameItems(obj.Webhooks, old.Webhooks, static (a, b) => a.SemanticEquals(b));
}

/// <summary>Servers that are asked before a write and may refuse it.</summary>
internal sealed class ValidatingWebhookStrategy : KubernetesStrategy<V1ValidatingWebhookConfiguration>
{
    protected override bool CountsGenerations => true;

    public override void Default(V1ValidatingWebhookConfiguration obj)
    {
        foreach (var hook in obj.Webhooks ?? [])
        {
            hook.FailurePolicy ??= "Fail";
            hook.MatchPolicy ??= "Equivalent";
            hook.NamespaceSelector ??= new V1LabelSelector();
            hook.ObjectSelector ??= new V1LabelSelector();
            hook.TimeoutSeconds ??= AdmissionDefaults.WebhookSeconds;
            AdmissionDefaults.Apply(hook.Rules, hook.ClientConfig);
        }
    }

    protected override void Validate(V1ValidatingWebhookConfiguration obj, FieldErrors errors)
    {
        var rules = new WebhookValidation(errors);
        for (var i = 0; i < obj.Webhooks?.Count; i++) rules.Validate(obj.Webhooks[i], i);
    }

    protected override bool WishChanged(V1ValidatingWebhookConfiguration obj, V1ValidatingWebhookConfiguration old) =>
        !AdmissionDefaults.SameItems(obj.Webhooks, old.Webhooks, static (a, b) => a.SemanticEquals(b));
}
