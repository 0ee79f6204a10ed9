namespace Kube.Api.Validation;

/// <summary>One rule that an object breaks: which field, how, and what to do.</summary>
/// <param name="Type">What is wrong.</param>
/// <param name="Field">The field's path, as upstream writes it.</param>
/// <param name="Message">The cause's whole text without the path, such as <c>Invalid value: "x": must be …</c>.</param>
public sealed record FieldError(FieldErrorType Type, string Field, string Message)
{
    /// <summary>The <c>reason</c> of the Status cause.</summary>
    public string Reason => Type switch
    {
        FieldErrorType.NotFound => "FieldValueNotFound",
        FieldErrorType.Required => "FieldValueRequired",
        FieldErrorType.Duplicate => "FieldValueDuplicate",
        FieldErrorType.Invalid => "FieldValueInvalid",
        FieldErrorType.NotSupported => "FieldValueNotSupported",
        FieldErrorType.Forbidden => "FieldValueForbidden",
        FieldErrorType.TooLong => "FieldValueTooLong",
        FieldErrorType.TooMany => "FieldValueTooMany",
        FieldErrorType.TypeInvalid => "FieldValueTypeInvalid",
        _ => "InternalError",
    };

    /// <inheritdoc/>
    public override string ToString() => $"{Field}: {Message}";
}
