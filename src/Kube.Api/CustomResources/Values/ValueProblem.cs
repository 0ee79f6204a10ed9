using Kube.Api.CustomResources.Schemas;
using Kube.Api.Validation;

namespace Kube.Api.CustomResources.Values;

/// <summary>One thing that is wrong with a value.</summary>
/// <param name="Type">How it is told.</param>
/// <param name="Name">Where, as a dotted path; empty for what is said of a whole schema.</param>
/// <param name="Text">The validator's own words, by which equal problems are known.</param>
internal sealed record ValueProblem(FieldErrorType Type, string Name, string Text)
{
    /// <summary>The offending value, as it is shown.</summary>
    public object? Value { get; init; } = "";

    /// <summary>The bound that was passed.</summary>
    public long Limit { get; init; }

    /// <summary>The values allowed.</summary>
    public IReadOnlyList<string> Allowed { get; init; } = [];

    /// <summary>Tells it as upstream's <c>ValidateCustomResource</c> does.</summary>
    /// <param name="at">Where the value validated stands; null at the root of the object.</param>
    /// <param name="errors">Takes it.</param>
    public void AddTo(FieldErrors errors, FieldPath? at)
    {
        var name = Name.TrimStart('.');
        var path = Name.Length == 0 || Name == "." ? at ?? FieldPath.Root("<nil>") : EmbeddedObjects.Child(at, name);
        switch (Type)
        {
            case FieldErrorType.Required: errors.Required(path); break;
            case FieldErrorType.NotSupported: errors.NotSupported(path, Value, Allowed); break;
            case FieldErrorType.TooLong: errors.TooLong(path, (int)Limit); break;
            case FieldErrorType.TooMany: errors.TooMany(path, Convert.ToInt32(Value, System.Globalization.CultureInfo.InvariantCulture), (int)Limit); break;
            case FieldErrorType.TypeInvalid: errors.TypeInvalid(path, Value, Text); break;
            default: errors.Invalid(path, Value, Text); break;
        }
    }
}
