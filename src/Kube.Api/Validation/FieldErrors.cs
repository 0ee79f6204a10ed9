using System.Collections;

namespace Kube.Api.Validation;

/// <summary>Collects every rule that one object breaks, in the order in which they were found. Not safe for use by several threads.</summary>
/// <remarks>The texts are upstream's (<c>k8s.io/apimachinery/pkg/util/validation/field</c>, 1.36): an opening by type, the bad value, the detail.</remarks>
public sealed class FieldErrors : IReadOnlyList<FieldError>
{
    private readonly List<FieldError> _errors = [];

    /// <inheritdoc/>
    public int Count => _errors.Count;

    /// <inheritdoc/>
    public FieldError this[int index] => _errors[index];

    /// <summary>Adds an error made elsewhere.</summary>
    public void Add(FieldError error) => _errors.Add(error);

    /// <summary>A value that must be there is missing.</summary>
    public void Required(FieldPath path, string detail = "") => Add(FieldErrorType.Required, path, "Required value", null, detail);

    /// <summary>A value breaks a rule that <paramref name="detail"/> states.</summary>
    /// <param name="path">The field.</param>
    /// <param name="value">The offending value: text is shown quoted, numbers and booleans bare, anything else as JSON.</param>
    /// <param name="detail">The rule.</param>
    public void Invalid(FieldPath path, object? value, string detail) =>
        Add(FieldErrorType.Invalid, path, "Invalid value", BadValue.Format(value), detail);

    /// <summary>A value that is too large to be shown breaks a rule.</summary>
    internal void InvalidUnshown(FieldPath path, string detail) => Add(FieldErrorType.Invalid, path, "Invalid value", null, detail);

    /// <summary>A value has the wrong type.</summary>
    public void TypeInvalid(FieldPath path, object? value, string detail) =>
        Add(FieldErrorType.TypeInvalid, path, "Invalid value", BadValue.Format(value), detail);

    /// <summary>A value that must be unique appears again.</summary>
    public void Duplicate(FieldPath path, object? value) => Add(FieldErrorType.Duplicate, path, "Duplicate value", BadValue.Format(value), "");

    /// <summary>A value names something that does not exist.</summary>
    public void NotFound(FieldPath path, object? value) => Add(FieldErrorType.NotFound, path, "Not found", BadValue.Format(value), "");

    /// <summary>A value is not one of an enumeration.</summary>
    /// <param name="path">The field.</param>
    /// <param name="value">The offending value.</param>
    /// <param name="supported">The values allowed, in the order in which upstream lists them.</param>
    public void NotSupported(FieldPath path, object? value, params IEnumerable<string> supported)
    {
        var quoted = string.Join(", ", supported.Select(BadValue.Quote));
        Add(FieldErrorType.NotSupported, path, "Unsupported value", BadValue.Format(value), quoted.Length == 0 ? "" : $"supported values: {quoted}");
    }

    /// <summary>A field may not be set, or not be set to this, here.</summary>
    public void Forbidden(FieldPath path, string detail) => Add(FieldErrorType.Forbidden, path, "Forbidden", null, detail);

    /// <summary>A value is longer than <paramref name="maximum"/> bytes.</summary>
    public void TooLong(FieldPath path, int maximum) =>
        Add(FieldErrorType.TooLong, path, "Too long", null, maximum >= 0 ? $"may not be more than {maximum} bytes" : "value is too long");

    /// <summary>A list or map has <paramref name="actual"/> entries, more than <paramref name="maximum"/>.</summary>
    public void TooMany(FieldPath path, int actual, int maximum) =>
        Add(FieldErrorType.TooMany, path, "Too many", actual >= 0 ? BadValue.Format(actual) : null, maximum >= 0 ? $"must have at most {maximum} items" : "has too many items");

    /// <summary>The server could not check the field.</summary>
    public void Internal(FieldPath path, string detail) => Add(FieldErrorType.Internal, path, "Internal error", null, detail);

    /// <inheritdoc/>
    public IEnumerator<FieldError> GetEnumerator() => _errors.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private void Add(FieldErrorType type, FieldPath path, string opening, string? value, string detail)
    {
        var message = value is null ? opening : $"{opening}: {value}";
        _errors.Add(new FieldError(type, path.ToString(), detail.Length == 0 ? message : $"{message}: {detail}"));
    }
}
