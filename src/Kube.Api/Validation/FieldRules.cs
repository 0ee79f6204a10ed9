namespace Kube.Api.Validation;

/// <summary>Rules that many fields share, reported in place.</summary>
internal static class FieldRules
{
    public const string FieldIsImmutable = "field is immutable";
    public const string NotNegative = "must be greater than or equal to 0";

    /// <summary>Reports each sentence about one value.</summary>
    public static void InvalidEach(this FieldErrors errors, FieldPath path, object? value, IReadOnlyList<string> messages)
    {
        for (var i = 0; i < messages.Count; i++) errors.Invalid(path, value, messages[i]);
    }

    public static void NonNegative(this FieldErrors errors, FieldPath path, long? value)
    {
        if (value < 0) errors.Invalid(path, value, NotNegative);
    }

    public static void Positive(this FieldErrors errors, FieldPath path, long value)
    {
        if (value <= 0) errors.Invalid(path, value, "must be greater than zero");
    }

    /// <param name="errors">Where to report.</param>
    /// <param name="path">The field.</param>
    /// <param name="same">Whether new and old value mean the same.</param>
    /// <param name="value">The new value, shown in the text.</param>
    public static void Immutable(this FieldErrors errors, FieldPath path, bool same, object? value)
    {
        if (!same) errors.Invalid(path, value, FieldIsImmutable);
    }

    /// <summary>A value of an enumeration that must be there.</summary>
    public static void OneOf(this FieldErrors errors, FieldPath path, string? value, params string[] supported)
    {
        if (string.IsNullOrEmpty(value)) errors.Required(path);
        else if (!supported.Contains(value)) errors.NotSupported(path, value, supported);
    }
}
