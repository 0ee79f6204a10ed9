using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.AdmissionRegistration;

/// <summary>The rules of policies' bindings.</summary>
internal static class BindingValidation
{
    private static readonly FieldPath Spec = FieldPath.Root("spec");
    private static readonly string[] Actions = ["Audit", "Deny", "Warn"];

    public static void Validate(V1ValidatingAdmissionPolicyBindingSpec spec, FieldErrors errors)
    {
        ValidateCommon(spec.PolicyName, spec.ParamRef, spec.MatchResources, errors);
        var path = Spec.Child("validationActions");
        if (spec.ValidationActions is not { Count: > 0 } actions)
        {
            errors.Required(path, "at least one validation action is required");
            return;
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < actions.Count; i++)
        {
            if (!Actions.Contains(actions[i])) errors.NotSupported(path.Index(i), actions[i], Actions);
            if (!seen.Add(actions[i])) errors.Duplicate(path.Index(i), actions[i]);
        }

        if (seen.Contains("Deny") && seen.Contains("Warn"))
        {
            errors.Invalid(
                path,
                actions,
                "must not contain both Deny and Warn (repeating the same validation failure information in the API response and headers serves no purpose)");
        }
    }

    public static void Validate(V1MutatingAdmissionPolicyBindingSpec spec, FieldErrors errors) =>
        ValidateCommon(spec.PolicyName, spec.ParamRef, spec.MatchResources, errors);

    private static void ValidateCommon(string? policy, V1ParamRef? parameters, V1MatchResources? match, FieldErrors errors)
    {
        if (string.IsNullOrEmpty(policy)) errors.Required(Spec.Child("policyName"));
        else errors.InvalidEach(Spec.Child("policyName"), policy, FormatRules.DnsSubdomain(policy));
        if (parameters is not null) ValidateParameters(parameters, errors, Spec.Child("paramRef"));
        if (match is not null) PolicyValidation.ValidateMatch(match, rulesRequired: false, errors, Spec.Child("matchResources"));
    }

    private static void ValidateParameters(V1ParamRef parameters, FieldErrors errors, FieldPath path)
    {
        var named = !string.IsNullOrEmpty(parameters.Name);
        if (named)
        {
            errors.InvalidEach(path.Child("name"), parameters.Name, FormatRules.PathSegment(parameters.Name!));
            if (parameters.Selector is not null) errors.Forbidden(path.Child("name"), "name and selector are mutually exclusive");
        }

        if (parameters.Selector is not null)
        {
            LabelSelectorValidation.Validate(parameters.Selector, errors, path.Child("selector"));
            if (named) errors.Forbidden(path.Child("selector"), "name and selector are mutually exclusive");
        }

        if (!named && parameters.Selector is null) errors.Required(path, "one of name or selector must be specified");
        errors.OneOf(path.Child("parameterNotFoundAction"), parameters.ParameterNotFoundAction, "Deny", "Allow");
    }
}
