using System.Globalization;
using System.Text;
using Kube.Api.Catalog;
using Kube.Api.Models;

namespace Kube.Api.Validation;

/// <summary>The rules of <c>metadata</c> that hold for every resource, in upstream's words (<c>k8s.io/apimachinery/pkg/api/validation</c>, 1.36).</summary>
internal static partial class ObjectMetaValidation
{
    private const int AnnotationBytes = 256 * 1024;

    /// <summary>The rules of a new object's metadata.</summary>
    /// <param name="meta">The metadata, the server's own fields filled in.</param>
    /// <param name="namespaced">Whether the resource lives in namespaces.</param>
    /// <param name="nameRule">What names are allowed.</param>
    /// <param name="errors">Where to report.</param>
    /// <param name="path">Usually <c>metadata</c>.</param>
    public static void ValidateCreate(V1ObjectMeta meta, bool namespaced, NameRule nameRule, FieldErrors errors, FieldPath path)
    {
        if (!string.IsNullOrEmpty(meta.GenerateName))
        {
            foreach (var message in nameRule.CheckPrefix(meta.GenerateName)) errors.Invalid(path.Child("generateName"), meta.GenerateName, message);
        }

        if (string.IsNullOrEmpty(meta.Name)) errors.Required(path.Child("name"), "name or generateName is required");
        else foreach (var message in nameRule.Check(meta.Name)) errors.Invalid(path.Child("name"), meta.Name, message);

        ValidateNamespace(meta, namespaced, errors, path.Child("namespace"));
        errors.NonNegative(path.Child("generation"), meta.Generation);
        ValidateContent(meta, errors, path);
    }

    /// <summary>The rules of a change of metadata. The resourceVersion is checked where it is compared.</summary>
    public static void ValidateUpdate(V1ObjectMeta meta, V1ObjectMeta old, FieldErrors errors, FieldPath path)
    {
        if (old.DeletionTimestamp is not null) ValidateNoNewFinalizers(meta.Finalizers, old.Finalizers, errors, path.Child("finalizers"));
        if ((meta.Generation ?? 0) < (old.Generation ?? 0)) errors.Invalid(path.Child("generation"), meta.Generation ?? 0, "must not be decremented");
        errors.Immutable(path.Child("name"), meta.Name == old.Name, meta.Name ?? "");
        errors.Immutable(path.Child("namespace"), (meta.Namespace ?? "") == (old.Namespace ?? ""), meta.Namespace ?? "");
        errors.Immutable(path.Child("uid"), (meta.Uid ?? "") == (old.Uid ?? ""), meta.Uid ?? "");
        errors.Immutable(path.Child("creationTimestamp"), meta.CreationTimestamp == old.CreationTimestamp, meta.CreationTimestamp);
        errors.Immutable(path.Child("deletionTimestamp"), meta.DeletionTimestamp == old.DeletionTimestamp, meta.DeletionTimestamp);
        errors.Immutable(
            path.Child("deletionGracePeriodSeconds"), meta.DeletionGracePeriodSeconds == old.DeletionGracePeriodSeconds, meta.DeletionGracePeriodSeconds);
        ValidateContent(meta, errors, path);
    }

    /// <summary>The rules of what clients may write into metadata at any time.</summary>
    public static void ValidateContent(V1ObjectMeta meta, FieldErrors errors, FieldPath path)
    {
        ValidateLabels(meta.Labels, errors, path.Child("labels"));
        ValidateAnnotations(meta.Annotations, errors, path.Child("annotations"));
        ValidateOwnerReferences(meta.OwnerReferences, errors, path.Child("ownerReferences"));
        ValidateFinalizers(meta.Finalizers, errors, path.Child("finalizers"));
        ValidateManagedFields(meta.ManagedFields, errors, path.Child("managedFields"));
    }

    /// <summary>Labels: qualified names as keys, short tokens as values.</summary>
    public static void ValidateLabels(Dictionary<string, string>? labels, FieldErrors errors, FieldPath path)
    {
        if (labels is null || AreFine(labels)) return;
        foreach (var (key, value) in labels.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            errors.InvalidEach(path, key, FormatRules.QualifiedName(key));
            errors.InvalidEach(path, value, FormatRules.LabelValue(value));
        }
    }

    // Only errors have an order.
    private static bool AreFine(Dictionary<string, string> labels)
    {
        foreach (var (key, value) in labels)
            if (FormatRules.QualifiedName(key).Count > 0 || FormatRules.LabelValue(value).Count > 0) return false;
        return true;
    }

    /// <summary>Annotations: qualified names in any case as keys, 256 KiB in all.</summary>
    public static void ValidateAnnotations(Dictionary<string, string>? annotations, FieldErrors errors, FieldPath path)
    {
        if (annotations is null or { Count: 0 }) return;
        long total = 0;
        foreach (var (key, value) in annotations.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            errors.InvalidEach(path, key, FormatRules.QualifiedName(key.ToLowerInvariant()));
            total += Encoding.UTF8.GetByteCount(key) + Encoding.UTF8.GetByteCount(value);
        }

        if (total > AnnotationBytes) errors.TooLong(path, AnnotationBytes);
    }

    private static void ValidateNamespace(V1ObjectMeta meta, bool namespaced, FieldErrors errors, FieldPath path)
    {
        if (!namespaced)
        {
            if (!string.IsNullOrEmpty(meta.Namespace)) errors.Forbidden(path, "not allowed on this type");
        }
        else if (string.IsNullOrEmpty(meta.Namespace))
        {
            errors.Required(path);
        }
        else
        {
            errors.InvalidEach(path, meta.Namespace, FormatRules.DnsLabel(meta.Namespace));
        }
    }

    private static void ValidateManagedFields(List<V1ManagedFieldsEntry>? entries, FieldErrors errors, FieldPath path)
    {
        for (var i = 0; i < entries?.Count; i++)
        {
            var entry = entries[i];
            if (entry.Operation is not ("Apply" or "Update"))
                errors.Invalid(path.Index(i).Child("operation"), entry.Operation ?? "", "must be `Apply` or `Update`");
            if (!string.IsNullOrEmpty(entry.FieldsType) && entry.FieldsType != "FieldsV1")
                errors.Invalid(path.Index(i).Child("fieldsType"), entry.FieldsType, "must be `FieldsV1`");
            ValidateFieldManager(entry.Manager ?? "", errors, path.Index(i).Child("manager"));
            if (FormatRules.Utf8Length(entry.Subresource ?? "") > 256) errors.TooLong(path.Index(i).Child("subresource"), 256);
        }
    }

    /// <summary>The name of a field manager: at most 128 bytes, printable.</summary>
    public static void ValidateFieldManager(string manager, FieldErrors errors, FieldPath path)
    {
        if (FormatRules.Utf8Length(manager) > 128) errors.TooLong(path, 128);
        var position = 0;
        foreach (var rune in manager.EnumerateRunes())
        {
            if (!IsPrintable(rune))
                errors.Invalid(path, manager, $"invalid character U+{rune.Value.ToString("X4", CultureInfo.InvariantCulture)} (at position {position})");
            position += rune.Utf8SequenceLength;
        }
    }

    // Go's unicode.IsPrint: letters, marks, numbers, punctuation, symbols and the ASCII space.
    private static bool IsPrintable(Rune rune) => rune.Value == ' ' || Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
            or UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => false,
        _ => true,
    };
}
