using Kube.Api.Tree;

namespace Kube.Api.OpenApi;

/// <summary>How one kind of JSON object in an OpenAPI document becomes a protobuf message of gnostic's.</summary>
internal sealed class GnosticMessage
{
    /// <summary>The fields by JSON name.</summary>
    public Dictionary<string, GnosticField> Fields { get; init; } = [];

    /// <summary>The field of a map: every member becomes one <c>{ name = 1; value = 2; }</c> in it. Null for objects with fixed names.</summary>
    public GnosticField? Free { get; init; }

    /// <summary>The number of the field that takes <c>x-…</c> members; 0 when there is none.</summary>
    public int Extensions { get; init; }

    /// <summary>For a message that holds one of several others: the number and the message for a value. Null for ordinary ones.</summary>
    public Func<TreeObject, (int Number, GnosticMessage Message)>? Choose { get; init; }

    /// <summary>A message whose one field holds the other.</summary>
    public static GnosticMessage Wrapping(int number, GnosticMessage message) => new() { Choose = _ => (number, message) };
}

/// <summary>One field: its number, what its JSON value is, and for objects the message.</summary>
/// <param name="Number">The field's number.</param>
/// <param name="Shape">What the JSON value is.</param>
/// <param name="Message">Gives the message; a function since messages hold each other.</param>
internal sealed record GnosticField(int Number, GnosticShape Shape, Func<GnosticMessage>? Message = null);

/// <summary>What a JSON value is to protobuf.</summary>
internal enum GnosticShape
{
    /// <summary>A string.</summary>
    Text,

    /// <summary>An array of strings.</summary>
    Texts,

    /// <summary>A string as the only field of a message.</summary>
    WrappedText,

    /// <summary>A boolean.</summary>
    Flag,

    /// <summary>An object.</summary>
    Node,

    /// <summary>An array of objects.</summary>
    Nodes,

    /// <summary>Any value, as YAML text in a message.</summary>
    Yaml,

    /// <summary>An array of any values, as YAML texts in messages.</summary>
    Yamls,

    /// <summary>A number, boolean or string as one of three fields of a message; other values are left out.</summary>
    Default,
}
