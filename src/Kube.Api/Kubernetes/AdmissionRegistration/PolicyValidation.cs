using Kube.Api.Kubernetes.Admission.Policies;
using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.AdmissionRegistration;

/// <summary>The rules of admission policies that need no expression to be compiled.</summary>
internal static class PolicyValidation
{
    private static readonly FieldPath Spec = FieldPath.Root("spec");
    private static readonly string[] Reasons = ["Forbidden", "Invalid", "RequestEntityTooLarge"];

    public static void Validate(V1ValidatingAdmissionPolicy policy, FieldErrors errors)
    {
        var spec = policy.Spec;
        ValidateCommon(spec.FailurePolicy, spec.ParamKind, spec.MatchConstraints, spec.Variables, errors);
        MatchConditionRules.Validate(spec.MatchConditions, PolicyEnvironment.Create(spec.ParamKind is not null), errors, Spec.Child("matchConditions"));
        if (spec.Validations is not { Count: > 0 } && spec.AuditAnnotations is not { Count: > 0 })
        {
            const string Text = "validations or auditAnnotations must contain at least one item";
            errors.Required(Spec.Child("validations"), Text);
            errors.Required(Spec.Child("auditAnnotations"), Text);
            return;
        }

        for (var i = 0; i < spec.Validations?.Count; i++) ValidateRule(spec.Validations[i], errors, Spec.Child("validations").Index(i));
        var keys = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < spec.AuditAnnotations?.Count; i++)
        {
            var annotation = spec.AuditAnnotations[i];
            var path = Spec.Child("auditAnnotations").Index(i);
            // The annotation's name is the policy's with the key.
            if (!string.IsNullOrEmpty(policy.Metadata.Name))
            {
                var name = $"{policy.Metadata.Name}/{annotation.Key}";
                errors.InvalidEach(path.Child("key"), name, FormatRules.QualifiedName(name));
            }

            if (!keys.Add(annotation.Key ?? "")) errors.Duplicate(path.Child("key"), annotation.Key);
            if (string.IsNullOrWhiteSpace(annotation.ValueExpression)) errors.Required(path.Child("valueExpression"), "valueExpression is not specified");
        }

        PolicyExpressionRules.Validate(policy, errors);
    }

    public static void Validate(V1MutatingAdmissionPolicy policy, FieldErrors errors)
    {
        var spec = policy.Spec;
        ValidateCommon(spec.FailurePolicy, spec.ParamKind, spec.MatchConstraints, spec.Variables, errors);
        MatchConditionRules.Validate(spec.MatchConditions, PolicyEnvironment.Create(spec.ParamKind is not null), errors, Spec.Child("matchConditions"));
        errors.OneOf(Spec.Child("reinvocationPolicy"), spec.ReinvocationPolicy, "IfNeeded", "Never");
        if (spec.Mutations is not { Count: > 0 }) errors.Required(Spec.Child("mutations"), "mutations must contain at least one item");
        for (var i = 0; i < spec.Mutations?.Count; i++) ValidateMutation(spec.Mutations[i], errors, Spec.Child("mutations").Index(i));
        PolicyExpressionRules.Validate(policy, errors);
    }

    private static void ValidateCommon(string? failure, V1ParamKind? kind, V1MatchResources? match, List<V1Variable>? variables, FieldErrors errors)
    {
        if (failure is not (null or "Fail" or "Ignore")) errors.NotSupported(Spec.Child("failurePolicy"), failure, "Fail", "Ignore");
        if (kind is not null)
        {
            if (string.IsNullOrEmpty(kind.ApiVersion)) errors.Required(Spec.Child("paramKind", "apiVersion"));
            if (string.IsNullOrEmpty(kind.Kind)) errors.Required(Spec.Child("paramKind", "kind"));
        }

        if (match is null) errors.Required(Spec.Child("matchConstraints"));
        else ValidateMatch(match, rulesRequired: true, errors, Spec.Child("matchConstraints"));
        for (var i = 0; i < variables?.Count; i++)
        {
            var path = Spec.Child("variables").Index(i);
            if (string.IsNullOrEmpty(variables[i].Name)) errors.Required(path.Child("name"), "name is not specified");
            else if (FormatRules.CIdentifier(variables[i].Name).Count > 0) errors.Invalid(path.Child("name"), variables[i].Name, "must be a valid CEL identifier");
            if (string.IsNullOrWhiteSpace(variables[i].Expression)) errors.Required(path.Child("expression"), "expression is not specified");
        }
    }

    /// <summary>Which requests are meant.</summary>
    public static void ValidateMatch(V1MatchResources match, bool rulesRequired, FieldErrors errors, FieldPath path)
    {
        if (match.MatchPolicy is not (null or "Equivalent" or "Exact")) errors.NotSupported(path.Child("matchPolicy"), match.MatchPolicy, "Equivalent", "Exact");
        LabelSelectorValidation.Validate(match.NamespaceSelector, errors, path.Child("namespaceSelector"));
        LabelSelectorValidation.Validate(match.ObjectSelector, errors, path.Child("objectSelector"));
        if (rulesRequired && match.ResourceRules is not { Count: > 0 }) errors.Required(path.Child("resourceRules"));
        ValidateRules(match.ResourceRules, errors, path.Child("resourceRules"));
        ValidateRules(match.ExcludeResourceRules, errors, path.Child("excludeResourceRules"));
    }

    private static void ValidateRules(List<V1NamedRuleWithOperations>? rules, FieldErrors errors, FieldPath path)
    {
        for (var i = 0; i < rules?.Count; i++)
        {
            RuleValidation.ValidateOperations(rules[i].Operations, errors, path.Index(i).Child("operations"));
            RuleValidation.ValidateRule(rules[i].ApiGroups, rules[i].ApiVersions, rules[i].Resources, rules[i].Scope, errors, path.Index(i));
        }
    }

    private static void ValidateRule(V1Validation rule, FieldErrors errors, FieldPath path)
    {
        if (string.IsNullOrWhiteSpace(rule.Expression)) errors.Required(path.Child("expression"), "expression is not specified");
        if (rule.Message?.Contains('\n') == true) errors.Invalid(path.Child("message"), rule.Message, "must not contain line breaks");
        if (rule.Reason is { } reason && !Reasons.Contains(reason)) errors.NotSupported(path.Child("reason"), reason, Reasons);
    }

    private static void ValidateMutation(V1Mutation mutation, FieldErrors errors, FieldPath path)
    {
        switch (mutation.PatchType)
        {
            case "JSONPatch":
                if (mutation.JsonPatch is null) errors.Required(path.Child("jsonPatch"), "must be specified when patchType is JSONPatch");
                else if (string.IsNullOrWhiteSpace(mutation.JsonPatch.Expression)) errors.Required(path.Child("jsonPatch", "expression"));
                if (mutation.ApplyConfiguration is not null) errors.Invalid(path.Child("applyConfiguration"), "{applyConfiguration}", "must not be specified when patchType is JSONPatch");
                break;
            case "ApplyConfiguration":
                if (mutation.ApplyConfiguration is null) errors.Required(path.Child("applyConfiguration"), "must be specified when patchType is ApplyConfiguration");
                else if (string.IsNullOrWhiteSpace(mutation.ApplyConfiguration.Expression)) errors.Required(path.Child("applyConfiguration", "expression"));
                if (mutation.JsonPatch is not null) errors.Invalid(path.Child("jsonPatch"), "{jsonPatch}", "must not be specified when patchType is ApplyConfiguration");
                break;
            default:
                errors.OneOf(path.Child("patchType"), mutation.PatchType, "ApplyConfiguration", "JSONPatch");
                break;
        }
    }
}
