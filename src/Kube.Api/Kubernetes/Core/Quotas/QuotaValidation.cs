using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.Core.Quotas;

/// <summary>The rules of quotas.</summary>
internal static class QuotaValidation
{
    private static readonly FieldPath Spec = FieldPath.Root("spec");

    private static readonly HashSet<string> Scopes = new(StringComparer.Ordinal)
    {
        "Terminating", "NotTerminating", "BestEffort", "NotBestEffort", "PriorityClass", "CrossNamespacePodAffinity", "VolumeAttributesClass",
    };

    private static readonly HashSet<string> PodResources = new(StringComparer.Ordinal)
    {
        "pods", "cpu", "memory", "requests.cpu", "requests.memory", "limits.cpu", "limits.memory", "ephemeral-storage", "requests.ephemeral-storage",
        "limits.ephemeral-storage",
    };

    public static void Validate(V1ResourceQuotaSpec spec, FieldErrors errors)
    {
        foreach (var (name, amount) in (spec.Hard ?? []).OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            QuotaNames.Validate(name, errors, Spec.Child("hard").Key(name));
            ValidateAmount(name, amount, errors, Spec.Child("hard").Key(name));
        }

        ValidateScopes(spec, errors);
        ValidateSelector(spec, errors);
    }

    private static void ValidateAmount(string name, ResourceQuantity amount, FieldErrors errors, FieldPath path)
    {
        if (amount.ToDecimal() < 0) errors.Invalid(path, amount.ToString(), FieldRules.NotNegative);
        if ((ResourceListRules.IsWhole(name) || name.StartsWith("count/", StringComparison.Ordinal)) && amount.ToDecimal() % 1 != 0)
            errors.Invalid(path, amount.ToString(), "must be an integer");
    }

    private static void ValidateScopes(V1ResourceQuotaSpec spec, FieldErrors errors)
    {
        if (spec.Scopes is not { Count: > 0 } scopes) return;
        var path = Spec.Child("scopes");
        foreach (var scope in scopes)
        {
            if (!Scopes.Contains(scope)) errors.Invalid(path, scopes, "unsupported scope");
            foreach (var name in spec.Hard?.Keys ?? Enumerable.Empty<string>())
            {
                if (!Covers(scope, name)) errors.Invalid(path, scopes, "unsupported scope applied to resource");
            }
        }

        ValidateConflicts(scopes.ToHashSet(StringComparer.Ordinal), scopes, errors, path);
    }

    private static void ValidateSelector(V1ResourceQuotaSpec spec, FieldErrors errors)
    {
        var terms = spec.ScopeSelector?.MatchExpressions;
        if (terms is not { Count: > 0 }) return;
        var path = Spec.Child("scopeSelector", "matchExpressions");
        foreach (var term in terms)
        {
            if (!Scopes.Contains(term.ScopeName)) errors.Invalid(path.Child("scopeName"), term.ScopeName, "unsupported scope");
            foreach (var name in spec.Hard?.Keys ?? Enumerable.Empty<string>())
            {
                if (!Covers(term.ScopeName, name)) errors.Invalid(Spec.Child("scopeSelector"), new JsonText("{}"), "unsupported scope applied to resource");
            }

            if (term.ScopeName is "Terminating" or "NotTerminating" or "BestEffort" or "NotBestEffort" or "CrossNamespacePodAffinity" && term.Operator != "Exists")
            {
                errors.Invalid(
                    path.Child("operator"),
                    term.Operator,
                    "must be 'Exists' when scope is any of ResourceQuotaScopeTerminating, ResourceQuotaScopeNotTerminating, ResourceQuotaScopeBestEffort, "
                    + "ResourceQuotaScopeNotBestEffort or ResourceQuotaScopeCrossNamespacePodAffinity");
            }

            ValidateOperator(term, errors, path);
        }
    }

    private static void ValidateOperator(V1ScopedResourceSelectorRequirement term, FieldErrors errors, FieldPath path)
    {
        switch (term.Operator)
        {
            case "In" or "NotIn":
                if (term.Values is not { Count: > 0 })
                    errors.Required(path.Child("values"), "must be at least one value when `operator` is 'In' or 'NotIn' for scope selector");
                break;
            case "Exists" or "DoesNotExist":
                if (term.Values is { Count: > 0 })
                    errors.Invalid(path.Child("values"), term.Values, "must be no value when `operator` is 'Exists' or 'DoesNotExist' for scope selector");
                break;
            default:
                errors.Invalid(path.Child("operator"), term.Operator, "not a valid selector operator");
                break;
        }
    }

    private static void ValidateConflicts(HashSet<string> scopes, List<string> shown, FieldErrors errors, FieldPath path)
    {
        const string Text = "conflicting scopes";
        if (scopes.Contains("BestEffort") && scopes.Contains("NotBestEffort")) errors.Invalid(path, shown, Text);
        if (scopes.Contains("Terminating") && scopes.Contains("NotTerminating")) errors.Invalid(path, shown, Text);
    }

    private static bool Covers(string scope, string resource) => scope switch
    {
        "BestEffort" => resource == "pods",
        "Terminating" or "NotTerminating" or "NotBestEffort" or "PriorityClass" or "CrossNamespacePodAffinity" =>
            PodResources.Contains(resource) || resource.StartsWith("requests.hugepages-", StringComparison.Ordinal)
            || resource.StartsWith("hugepages-", StringComparison.Ordinal) || resource == "count/pods",
        "VolumeAttributesClass" => resource is "persistentvolumeclaims" or "requests.storage",
        _ => true,
    };
}
