namespace Kube.Api.Schema;

/// <summary>What a value of a <see cref="TypeSchema"/> is in JSON.</summary>
public enum SchemaKind
{
    /// <summary>Anything: raw extensions, JSON values, FieldsV1. Its inside is not described.</summary>
    Any,

    /// <summary>A JSON object with named <see cref="TypeSchema.Fields"/>.</summary>
    Object,

    /// <summary>A JSON object whose keys are free and whose values share one type (<see cref="TypeSchema.Element"/>).</summary>
    Map,

    /// <summary>A JSON array of <see cref="TypeSchema.Element"/>.</summary>
    List,

    /// <summary>A string; what it holds is told by <see cref="TypeSchema.Format"/> (<c>byte</c>, <c>date-time</c>, …).</summary>
    String,

    /// <summary>A whole number, <c>int32</c> or <c>int64</c> by format.</summary>
    Integer,

    /// <summary>A floating-point number.</summary>
    Number,

    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>A whole number or a string (<c>IntOrString</c>).</summary>
    IntegerOrString,

    /// <summary>A quantity: written as a string, read from a string or a number.</summary>
    Quantity,
}
