using Kube.Api.Kubernetes.Admission.Policies;
using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.AdmissionRegistration;

/// <summary>The rules that both kinds of admission webhooks share. Match conditions are checked for their shape; compiling them is the CEL engine's.</summary>
internal sealed class WebhookValidation(FieldErrors errors)
{
    private static readonly string[] Versions = ["v1", "v1beta1"];
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    public void Validate(V1ValidatingWebhook hook, int index)
    {
        var path = FieldPath.Root("webhooks").Index(index);
        ValidateName(hook.Name, path);
        ValidatePolicies(hook.SideEffects, hook.FailurePolicy, hook.MatchPolicy, hook.TimeoutSeconds, path);
        ValidateReviewVersions(hook.AdmissionReviewVersions, path.Child("admissionReviewVersions"));
        ValidateRules(hook.Rules, path.Child("rules"));
        ValidateSelectors(hook.NamespaceSelector, hook.ObjectSelector, path);
        ClientConfigValidation.Validate(hook.ClientConfig, errors, path.Child("clientConfig"));
        MatchConditionRules.Validate(hook.MatchConditions, PolicyEnvironment.MatchConditions, errors, path.Child("matchConditions"));
    }

    public void Validate(V1MutatingWebhook hook, int index)
    {
        var path = FieldPath.Root("webhooks").Index(index);
        ValidateName(hook.Name, path);
        ValidatePolicies(hook.SideEffects, hook.FailurePolicy, hook.MatchPolicy, hook.TimeoutSeconds, path);
        ValidateReviewVersions(hook.AdmissionReviewVersions, path.Child("admissionReviewVersions"));
        ValidateRules(hook.Rules, path.Child("rules"));
        if (hook.ReinvocationPolicy is { } reinvocation and not ("Never" or "IfNeeded"))
            errors.NotSupported(path.Child("reinvocationPolicy"), reinvocation, "IfNeeded", "Never");
        ValidateSelectors(hook.NamespaceSelector, hook.ObjectSelector, path);
        ClientConfigValidation.Validate(hook.ClientConfig, errors, path.Child("clientConfig"));
        MatchConditionRules.Validate(hook.MatchConditions, PolicyEnvironment.MatchConditions, errors, path.Child("matchConditions"));
    }

    private void ValidateName(string? name, FieldPath path)
    {
        FormatRules.FullyQualifiedName(errors, path.Child("name"), name ?? "");
        if (!string.IsNullOrEmpty(name) && !_names.Add(name)) errors.Duplicate(path.Child("name"), name);
    }

    private void ValidatePolicies(string? effects, string? failure, string? match, int? seconds, FieldPath path)
    {
        if (string.IsNullOrEmpty(effects)) errors.Required(path.Child("sideEffects"), "must specify one of None, NoneOnDryRun");
        else if (effects is not ("None" or "NoneOnDryRun")) errors.NotSupported(path.Child("sideEffects"), effects, "None", "NoneOnDryRun");
        if (failure is not (null or "Fail" or "Ignore")) errors.NotSupported(path.Child("failurePolicy"), failure, "Fail", "Ignore");
        if (match is not (null or "Equivalent" or "Exact")) errors.NotSupported(path.Child("matchPolicy"), match, "Equivalent", "Exact");
        if (seconds is < 1 or > 30) errors.Invalid(path.Child("timeoutSeconds"), seconds, "the timeout value must be between 1 and 30 seconds");
    }

    private void ValidateReviewVersions(List<string>? versions, FieldPath path)
    {
        if (versions is not { Count: > 0 })
        {
            errors.Required(path, "must specify one of v1, v1beta1");
            return;
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < versions.Count; i++)
        {
            if (!seen.Add(versions[i])) errors.Invalid(path.Index(i), versions[i], "duplicate version");
            errors.InvalidEach(path.Index(i), versions[i], FormatRules.Dns1035Label(versions[i]));
        }

        if (!seen.Overlaps(Versions)) errors.Invalid(path, versions, "must include at least one of v1, v1beta1");
    }

    private void ValidateRules(List<V1RuleWithOperations>? rules, FieldPath path)
    {
        for (var i = 0; i < rules?.Count; i++)
        {
            var rule = rules[i];
            RuleValidation.ValidateOperations(rule.Operations, errors, path.Index(i).Child("operations"));
            RuleValidation.ValidateRule(rule.ApiGroups, rule.ApiVersions, rule.Resources, rule.Scope, errors, path.Index(i));
        }
    }

    private void ValidateSelectors(V1LabelSelector? namespaces, V1LabelSelector? objects, FieldPath path)
    {
        LabelSelectorValidation.Validate(namespaces, errors, path.Child("namespaceSelector"));
        LabelSelectorValidation.Validate(objects, errors, path.Child("objectSelector"));
    }
}
