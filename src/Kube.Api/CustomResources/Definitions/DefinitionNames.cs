using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.CustomResources.Definitions;

/// <summary>What the names in a definition may be.</summary>
internal static class DefinitionNames
{
    public static void Require(V1CustomResourceDefinitionNames names, FieldPath path, FieldErrors errors)
    {
        if (string.IsNullOrEmpty(names.Plural)) errors.Required(path.Child("plural"));
        if (string.IsNullOrEmpty(names.Singular)) errors.Required(path.Child("singular"));
        if (string.IsNullOrEmpty(names.Kind)) errors.Required(path.Child("kind"));
        if (string.IsNullOrEmpty(names.ListKind)) errors.Required(path.Child("listKind"));
    }

    public static void Validate(V1CustomResourceDefinitionNames names, FieldPath path, FieldErrors errors)
    {
        CheckLabel(names.Plural, path.Child("plural"), errors);
        CheckLabel(names.Singular, path.Child("singular"), errors);
        CheckKind(names.Kind, path.Child("kind"), errors);
        CheckKind(names.ListKind, path.Child("listKind"), errors);
        CheckLabels(names.ShortNames, path.Child("shortNames"), errors);
        // Otherwise nobody could tell what is read.
        if (!string.IsNullOrEmpty(names.Kind) && names.Kind == names.ListKind)
            errors.Invalid(path.Child("listKind"), names.ListKind, "kind and listKind may not be the same");
        CheckLabels(names.Categories, path.Child("categories"), errors);
    }

    private static void CheckLabels(List<string>? names, FieldPath path, FieldErrors errors)
    {
        for (var i = 0; i < names?.Count; i++)
        {
            var problems = FormatRules.Dns1035Label(names[i]);
            if (problems.Count > 0) errors.Invalid(path.Index(i), names[i], string.Join(',', problems));
        }
    }

    private static void CheckLabel(string? name, FieldPath path, FieldErrors errors)
    {
        if (string.IsNullOrEmpty(name)) return;
        var problems = FormatRules.Dns1035Label(name);
        if (problems.Count > 0) errors.Invalid(path, name, string.Join(',', problems));
    }

    private static void CheckKind(string? kind, FieldPath path, FieldErrors errors)
    {
        if (string.IsNullOrEmpty(kind)) return;
        var problems = FormatRules.Dns1035Label(kind.ToLowerInvariant());
        if (problems.Count > 0) errors.Invalid(path, kind, "may have mixed case, but should otherwise match: " + string.Join(',', problems));
    }
}
