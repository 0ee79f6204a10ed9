namespace Kube.Api.Validation;

/// <summary>What is wrong with a field; each has one <c>reason</c> in a Status cause and one opening of its message.</summary>
public enum FieldErrorType
{
    /// <summary><c>FieldValueNotFound</c>, "Not found": the value names something that does not exist.</summary>
    NotFound,

    /// <summary><c>FieldValueRequired</c>, "Required value".</summary>
    Required,

    /// <summary><c>FieldValueDuplicate</c>, "Duplicate value".</summary>
    Duplicate,

    /// <summary><c>FieldValueInvalid</c>, "Invalid value".</summary>
    Invalid,

    /// <summary><c>FieldValueNotSupported</c>, "Unsupported value": not one of an enumeration.</summary>
    NotSupported,

    /// <summary><c>FieldValueForbidden</c>, "Forbidden".</summary>
    Forbidden,

    /// <summary><c>FieldValueTooLong</c>, "Too long".</summary>
    TooLong,

    /// <summary><c>FieldValueTooMany</c>, "Too many".</summary>
    TooMany,

    /// <summary><c>InternalError</c>, "Internal error".</summary>
    Internal,

    /// <summary><c>FieldValueTypeInvalid</c>, "Invalid value", for a value of the wrong type.</summary>
    TypeInvalid,
}
