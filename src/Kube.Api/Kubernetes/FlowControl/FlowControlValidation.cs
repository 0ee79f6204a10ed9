using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.FlowControl;

/// <summary>The rules of flow schemas.</summary>
internal static class FlowControlValidation
{
    private const int LastPrecedence = 10_000;
    private static readonly FieldPath Spec = FieldPath.Root("spec");

    public static void Validate(V1FlowSchema schema, FieldErrors errors)
    {
        var spec = schema.Spec;
        if (spec.MatchingPrecedence <= 0) errors.Invalid(Spec.Child("matchingPrecedence"), spec.MatchingPrecedence, "must be a positive value");
        if (spec.MatchingPrecedence > LastPrecedence)
            errors.Invalid(Spec.Child("matchingPrecedence"), spec.MatchingPrecedence, $"must not be greater than {LastPrecedence}");
        if (spec.MatchingPrecedence == 1 && schema.Metadata.Name != "exempt")
            errors.Invalid(Spec.Child("matchingPrecedence"), spec.MatchingPrecedence, "only the schema named 'exempt' may have matchingPrecedence 1");
        if (spec.DistinguisherMethod is { } method && method.Type is not ("ByNamespace" or "ByUser"))
        {
            errors.NotSupported(
                Spec.Child("distinguisherMethod", "type"), new JsonText($"{{\"Type\":{BadValue.JsonQuote(method.Type ?? "")}}}"), "ByNamespace", "ByUser");
        }

        var level = spec.PriorityLevelConfiguration?.Name;
        if (string.IsNullOrEmpty(level)) errors.Required(Spec.Child("priorityLevelConfiguration", "name"), "must reference a priority level");
        else errors.InvalidEach(Spec.Child("priorityLevelConfiguration", "name"), level, FormatRules.DnsSubdomain(level));
        for (var i = 0; i < spec.Rules?.Count; i++) ValidateRules(spec.Rules[i], errors, Spec.Child("rules").Index(i));
    }

    private static void ValidateRules(V1PolicyRulesWithSubjects rules, FieldErrors errors, FieldPath path)
    {
        if (rules.Subjects is not { Count: > 0 }) errors.Required(path.Child("subjects"), "subjects must contain at least one value");
        for (var i = 0; i < rules.Subjects?.Count; i++) ValidateSubject(rules.Subjects[i], errors, path.Child("subjects").Index(i));
        if (rules.ResourceRules is not { Count: > 0 } && rules.NonResourceRules is not { Count: > 0 })
            errors.Required(path, "at least one of resourceRules and nonResourceRules has to be non-empty");
        for (var i = 0; i < rules.ResourceRules?.Count; i++) ValidateResourceRule(rules.ResourceRules[i], errors, path.Child("resourceRules").Index(i));
        for (var i = 0; i < rules.NonResourceRules?.Count; i++) ValidateUrlRule(rules.NonResourceRules[i], errors, path.Child("nonResourceRules").Index(i));
    }

    private static void ValidateSubject(Flowcontrolv1Subject subject, FieldErrors errors, FieldPath path)
    {
        switch (subject.Kind)
        {
            case "User":
                if (subject.User is null) errors.Required(path.Child("user"), "user is required when subject kind is 'User'");
                else if (string.IsNullOrEmpty(subject.User.Name)) errors.Required(path.Child("user", "name"));
                break;
            case "Group":
                if (subject.Group is null) errors.Required(path.Child("group"), "group is required when subject kind is 'Group'");
                else if (string.IsNullOrEmpty(subject.Group.Name)) errors.Required(path.Child("group", "name"));
                break;
            case "ServiceAccount":
                if (subject.ServiceAccount is null) errors.Required(path.Child("serviceAccount"), "serviceAccount is required when subject kind is 'ServiceAccount'");
                break;
            default:
                errors.NotSupported(path.Child("kind"), subject.Kind ?? "", "Group", "ServiceAccount", "User");
                return;
        }

        if (subject.Kind != "User" && subject.User is not null) errors.Forbidden(path.Child("user"), "user is forbidden when subject kind is not 'User'");
        if (subject.Kind != "Group" && subject.Group is not null) errors.Forbidden(path.Child("group"), "group is forbidden when subject kind is not 'Group'");
        if (subject.Kind != "ServiceAccount" && subject.ServiceAccount is not null)
            errors.Forbidden(path.Child("serviceAccount"), "serviceAccount is forbidden when subject kind is not 'ServiceAccount'");
    }

    private static void ValidateResourceRule(V1ResourcePolicyRule rule, FieldErrors errors, FieldPath path)
    {
        ValidateVerbs(rule.Verbs, errors, path.Child("verbs"));
        if (rule.ApiGroups is not { Count: > 0 }) errors.Required(path.Child("apiGroups"), "resource rules must supply at least one api group");
        else if (rule.ApiGroups.Count > 1 && rule.ApiGroups.Contains("*"))
            errors.Invalid(path.Child("apiGroups"), rule.ApiGroups, "if '*' is present, must not specify other api groups");
        if (rule.Resources is not { Count: > 0 }) errors.Required(path.Child("resources"), "resource rules must supply at least one resource");
        else if (rule.Resources.Count > 1 && rule.Resources.Contains("*"))
            errors.Invalid(path.Child("resources"), rule.Resources, "if '*' is present, must not specify other resources");
        if (rule.Namespaces is not { Count: > 0 } && rule.ClusterScope is not true)
            errors.Required(path.Child("namespaces"), "resource rules that are not cluster scoped must supply at least one namespace");
        else if (rule.Namespaces?.Count > 1 && rule.Namespaces.Contains("*"))
            errors.Invalid(path.Child("namespaces"), rule.Namespaces, "if '*' is present, must not specify other namespaces");
    }

    private static void ValidateUrlRule(V1NonResourcePolicyRule rule, FieldErrors errors, FieldPath path)
    {
        ValidateVerbs(rule.Verbs, errors, path.Child("verbs"));
        var urls = path.Child("nonResourceURLs");
        if (rule.NonResourceURLs is not { Count: > 0 })
        {
            errors.Required(urls, "nonResourceURLs must contain at least one value");
            return;
        }

        if (rule.NonResourceURLs.Count > 1 && rule.NonResourceURLs.Contains("*"))
            errors.Invalid(urls, rule.NonResourceURLs, "if '*' is present, must not specify other non-resource URLs");
        for (var i = 0; i < rule.NonResourceURLs.Count; i++)
        {
            var url = rule.NonResourceURLs[i];
            if (url == "*") continue;
            if (url.Length == 0) errors.Required(urls.Index(i));
            else if (!url.StartsWith('/')) errors.Invalid(urls.Index(i), url, "must start with slash");
            else if (url[..^1].Contains('*')) errors.Invalid(urls.Index(i), url, "wildcard can only do suffix matching");
        }
    }

    private static void ValidateVerbs(List<string>? verbs, FieldErrors errors, FieldPath path)
    {
        if (verbs is not { Count: > 0 }) errors.Required(path, "verbs must contain at least one value");
        else if (verbs.Count > 1 && verbs.Contains("*")) errors.Invalid(path, verbs, "if '*' is present, must not specify other verbs");
    }
}
