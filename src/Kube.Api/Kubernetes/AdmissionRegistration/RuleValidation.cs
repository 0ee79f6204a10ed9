using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.AdmissionRegistration;

/// <summary>Which requests a webhook or policy is asked about.</summary>
internal static class RuleValidation
{
    private static readonly string[] Operations = ["*", "CONNECT", "CREATE", "DELETE", "UPDATE"];

    public static void ValidateOperations(List<string>? operations, FieldErrors errors, FieldPath path)
    {
        if (operations is not { Count: > 0 }) errors.Required(path);
        if (operations?.Count > 1 && operations.Contains("*")) errors.Invalid(path, operations, "if '*' is present, must not specify other operations");
        for (var i = 0; i < operations?.Count; i++)
        {
            if (!Operations.Contains(operations[i])) errors.NotSupported(path.Index(i), operations[i], Operations);
        }
    }

    public static void ValidateRule(List<string>? groups, List<string>? versions, List<string>? resources, string? scope, FieldErrors errors, FieldPath path)
    {
        if (groups is not { Count: > 0 }) errors.Required(path.Child("apiGroups"));
        if (groups?.Count > 1 && groups.Contains("*")) errors.Invalid(path.Child("apiGroups"), groups, "if '*' is present, must not specify other API groups");
        if (versions is not { Count: > 0 }) errors.Required(path.Child("apiVersions"));
        if (versions?.Count > 1 && versions.Contains("*")) errors.Invalid(path.Child("apiVersions"), versions, "if '*' is present, must not specify other API versions");
        for (var i = 0; i < versions?.Count; i++)
        {
            if (versions[i].Length == 0) errors.Required(path.Child("apiVersions").Index(i));
        }

        ValidateResources(resources, errors, path.Child("resources"));
        if (scope is not (null or "*" or "Cluster" or "Namespaced")) errors.NotSupported(path.Child("scope"), scope, "*", "Cluster", "Namespaced");
    }

    private static void ValidateResources(List<string>? resources, FieldErrors errors, FieldPath path)
    {
        if (resources is not { Count: > 0 })
        {
            errors.Required(path);
            return;
        }

        for (var i = 0; i < resources.Count; i++)
        {
            if (resources[i].Length == 0) errors.Required(path.Index(i));
        }

        if (resources.Count > 1 && resources.Contains("*/*"))
            errors.Invalid(path, resources, "if '*/*' is present, must not specify other resources");
        if (resources.Count > 1 && resources.Contains("*") && resources.Exists(resource => resource != "*" && !resource.Contains('/')))
            errors.Invalid(path, resources, "if '*' is present, must not specify other resources without subresources");
    }
}
