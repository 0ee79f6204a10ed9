using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.Rbac;

/// <summary>The rules of roles and bindings.</summary>
internal static class RbacValidation
{
    private const string Group = "rbac.authorization.k8s.io";

    public static void Default(V1RoleRef role, List<Rbacv1Subject>? subjects)
    {
        if (string.IsNullOrEmpty(role.ApiGroup)) role.ApiGroup = Group;
        foreach (var subject in subjects ?? [])
        {
            if (string.IsNullOrEmpty(subject.ApiGroup)) subject.ApiGroup = subject.Kind is "User" or "Group" ? Group : null;
        }
    }

    public static void ValidateRules(List<V1PolicyRule>? rules, bool namespaced, FieldErrors errors)
    {
        for (var i = 0; i < rules?.Count; i++)
        {
            var rule = rules[i];
            var path = FieldPath.Root("rules").Index(i);
            if (rule.Verbs is not { Count: > 0 }) errors.Required(path.Child("verbs"), "verbs must contain at least one value");
            if (rule.NonResourceURLs is { Count: > 0 } urls)
            {
                if (namespaced) errors.Invalid(path.Child("nonResourceURLs"), urls, "namespaced rules cannot apply to non-resource URLs");
                if (rule.ApiGroups is { Count: > 0 } || rule.Resources is { Count: > 0 } || rule.ResourceNames is { Count: > 0 })
                    errors.Invalid(path.Child("nonResourceURLs"), urls, "rules cannot apply to both regular resources and non-resource URLs");
                continue;
            }

            if (rule.ApiGroups is not { Count: > 0 }) errors.Required(path.Child("apiGroups"), "resource rules must supply at least one api group");
            if (rule.Resources is not { Count: > 0 }) errors.Required(path.Child("resources"), "resource rules must supply at least one resource");
        }
    }

    public static void ValidateBinding(V1RoleRef role, List<Rbacv1Subject>? subjects, bool namespaced, FieldErrors errors)
    {
        var path = FieldPath.Root("roleRef");
        if (role.ApiGroup != Group) errors.NotSupported(path.Child("apiGroup"), role.ApiGroup ?? "", Group);
        string[] kinds = namespaced ? ["Role", "ClusterRole"] : ["ClusterRole"];
        if (!kinds.Contains(role.Kind)) errors.NotSupported(path.Child("kind"), role.Kind ?? "", kinds);
        if (string.IsNullOrEmpty(role.Name)) errors.Required(path.Child("name"));
        else errors.InvalidEach(path.Child("name"), role.Name, FormatRules.PathSegment(role.Name));
        for (var i = 0; i < subjects?.Count; i++) ValidateSubject(subjects[i], namespaced, errors, FieldPath.Root("subjects").Index(i));
    }

    public static void ValidateRoleUnchanged(V1RoleRef role, V1RoleRef old, FieldErrors errors)
    {
        if (role.ApiGroup == old.ApiGroup && role.Kind == old.Kind && role.Name == old.Name) return;
        errors.Invalid(
            FieldPath.Root("roleRef"),
            new JsonText($"{{\"APIGroup\":{BadValue.JsonQuote(role.ApiGroup ?? "")},\"Kind\":{BadValue.JsonQuote(role.Kind ?? "")},\"Name\":{BadValue.JsonQuote(role.Name ?? "")}}}"),
            "cannot change roleRef");
    }

    private static void ValidateSubject(Rbacv1Subject subject, bool namespaced, FieldErrors errors, FieldPath path)
    {
        if (string.IsNullOrEmpty(subject.Name)) errors.Required(path.Child("name"));
        switch (subject.Kind)
        {
            case "ServiceAccount":
                if (!string.IsNullOrEmpty(subject.Name)) errors.InvalidEach(path.Child("name"), subject.Name, FormatRules.DnsSubdomain(subject.Name));
                if (!string.IsNullOrEmpty(subject.ApiGroup)) errors.NotSupported(path.Child("apiGroup"), subject.ApiGroup, "");
                if (!namespaced && string.IsNullOrEmpty(subject.Namespace)) errors.Required(path.Child("namespace"));
                break;
            case "User" or "Group":
                if (subject.ApiGroup != Group) errors.NotSupported(path.Child("apiGroup"), subject.ApiGroup ?? "", Group);
                break;
            default:
                errors.NotSupported(path.Child("kind"), subject.Kind ?? "", "ServiceAccount", "User", "Group");
                break;
        }
    }
}
