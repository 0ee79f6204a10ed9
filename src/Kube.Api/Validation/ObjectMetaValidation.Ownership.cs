using Kube.Api.Models;

namespace Kube.Api.Validation;

/// <summary>Who owns an object and who holds its deletion.</summary>
internal static partial class ObjectMetaValidation
{
    private const string Orphan = "orphan";
    private const string ForegroundDeletion = "foregroundDeletion";

    /// <summary>The rule of Kubernetes' own kinds: a finalizer has a domain or is one of the three that are older than the rule.</summary>
    public static void ValidateFinalizerNames(V1ObjectMeta meta, FieldErrors errors)
    {
        for (var i = 0; i < meta.Finalizers?.Count; i++)
            ValidateFinalizerDomain(meta.Finalizers[i], errors, FieldPath.Root("metadata").Child("finalizers").Index(i));
    }

    /// <summary>A finalizer without a domain that is not one of the standard three.</summary>
    public static void ValidateFinalizerDomain(string finalizer, FieldErrors errors, FieldPath path)
    {
        if (!finalizer.Contains('/') && finalizer is not ("kubernetes" or Orphan or ForegroundDeletion))
            errors.Invalid(path, finalizer, "name is neither a standard finalizer name nor is it fully qualified");
    }

    private static void ValidateFinalizers(List<string>? finalizers, FieldErrors errors, FieldPath path)
    {
        if (finalizers is null) return;
        foreach (var finalizer in finalizers) errors.InvalidEach(path, finalizer, FormatRules.QualifiedName(finalizer));
        if (finalizers.Contains(Orphan) && finalizers.Contains(ForegroundDeletion))
            errors.Invalid(path, finalizers, $"finalizer {Orphan} and {ForegroundDeletion} cannot be both set");
    }

    private static void ValidateNoNewFinalizers(List<string>? finalizers, List<string>? old, FieldErrors errors, FieldPath path)
    {
        var added = (finalizers ?? []).Except(old ?? []).Order(StringComparer.Ordinal).Select(BadValue.Quote).ToList();
        if (added.Count == 0) return;
        errors.Forbidden(
            path,
            $"no new finalizers can be added if the object is being deleted, found new finalizers []string{{{string.Join(", ", added)}}}");
    }

    private static void ValidateOwnerReferences(List<V1OwnerReference>? owners, FieldErrors errors, FieldPath path)
    {
        string? controller = null;
        foreach (var owner in owners ?? [])
        {
            ValidateOwnerReference(owner, errors, path);
            if (owner.Controller is not true) continue;
            var name = $"{owner.Kind}/{owner.Name}";
            if (controller is null) controller = name;
            else
            {
                errors.Invalid(
                    path,
                    new JsonText($"[{string.Join(',', owners!.Select(ToJson))}]"),
                    $"Only one reference can have Controller set to true. Found \"true\" in references for {controller} and {name}");
            }
        }
    }

    private static void ValidateOwnerReference(V1OwnerReference owner, FieldErrors errors, FieldPath path)
    {
        var parts = (owner.ApiVersion ?? "").Split('/');
        var version = parts.Length > 2 ? "" : parts[^1];
        if (version.Length == 0) errors.Invalid(path.Child("apiVersion"), owner.ApiVersion ?? "", "version must not be empty");
        if (string.IsNullOrEmpty(owner.Kind)) errors.Invalid(path.Child("kind"), "", "must not be empty");
        if (string.IsNullOrEmpty(owner.Name)) errors.Invalid(path.Child("name"), "", "must not be empty");
        if (string.IsNullOrEmpty(owner.Uid)) errors.Invalid(path.Child("uid"), "", "must not be empty");
        // An event may not own: it goes by itself, and would take with it what it only reports on.
        if (owner is { ApiVersion: "v1", Kind: "Event" })
            errors.Invalid(path, new JsonText(ToJson(owner)), "/v1, Kind=Event is disallowed from being an owner");
    }

    private static string ToJson(V1OwnerReference owner)
    {
        var text = $"{{\"apiVersion\":{BadValue.JsonQuote(owner.ApiVersion ?? "")},\"kind\":{BadValue.JsonQuote(owner.Kind ?? "")},"
            + $"\"name\":{BadValue.JsonQuote(owner.Name ?? "")},\"uid\":{BadValue.JsonQuote(owner.Uid ?? "")}";
        if (owner.Controller is { } controller) text += $",\"controller\":{BadValue.Format(controller)}";
        if (owner.BlockOwnerDeletion is { } block) text += $",\"blockOwnerDeletion\":{BadValue.Format(block)}";
        return text + "}";
    }
}
