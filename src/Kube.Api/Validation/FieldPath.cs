using System.Globalization;

namespace Kube.Api.Validation;

/// <summary>Where in an object a value stands, written as upstream writes it: <c>spec.containers[0].name</c>, <c>data[key]</c>.</summary>
/// <remarks>Immutable and cheap to extend: a path is a chain of its steps and becomes text only when an error is reported.</remarks>
public sealed class FieldPath
{
    private readonly FieldPath? _parent;
    private readonly string _name;
    private readonly int _index;
    private readonly StepKind _kind;

    private FieldPath(FieldPath? parent, StepKind kind, string name, int index)
    {
        _parent = parent;
        _kind = kind;
        _name = name;
        _index = index;
    }

    private enum StepKind
    {
        Child,
        Index,
        Key,
    }

    /// <summary>Starts a path at a member of the object itself.</summary>
    /// <param name="name">The member's wire name, <c>spec</c>; the empty string makes the nameless root, which later steps extend.</param>
    public static FieldPath Root(string name) => new(null, StepKind.Child, name, 0);

    /// <summary>The member <paramref name="name"/> of the value at this path.</summary>
    public FieldPath Child(string name) => new(this, StepKind.Child, name, 0);

    /// <summary>A member of a member: <c>Child("a", "b")</c> is <c>.a.b</c>.</summary>
    public FieldPath Child(string name, string next) => Child(name).Child(next);

    /// <summary>Item <paramref name="index"/>, counted from 0, of the list at this path.</summary>
    public FieldPath Index(int index) => new(this, StepKind.Index, "", index);

    /// <summary>The entry <paramref name="key"/> of the map at this path.</summary>
    public FieldPath Key(string key) => new(this, StepKind.Key, key, 0);

    /// <inheritdoc/>
    public override string ToString()
    {
        var head = _parent?.ToString() ?? "";
        return _kind switch
        {
            StepKind.Index => $"{head}[{_index.ToString(CultureInfo.InvariantCulture)}]",
            StepKind.Key => $"{head}[{_name}]",
            _ when head.Length == 0 => _name,
            _ => $"{head}.{_name}",
        };
    }
}
