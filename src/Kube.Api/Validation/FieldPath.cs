using System.Globalization;

namespace Kube.Api.Validation;

/// <summary>Where in an object a value stands, written as upstream writes it: <c>spec.containers[0].name</c>, <c>data[key]</c>.</summary>
/// <remarks>Immutable, and free to extend: a path is a chain of its steps, which becomes text only when an error is reported. The steps that validation takes
/// again with every object, members by name and the first items of lists, are made once and kept.</remarks>
public sealed class FieldPath
{
    private const int KeptItems = 8;
    private const int KeptMembers = 64;

    // Custom resources bring names of their own: what is kept for good has an end.
    private const int MostKept = 16 * 1024;

    private static readonly FieldPath s_origin = new(null, StepKind.Child, "", 0, kept: true);
    private static int s_kept;

    private readonly FieldPath? _parent;
    private readonly string _name;
    private readonly int _index;
    private readonly StepKind _kind;
    private readonly bool _isKept;
    private FieldPath[]? _members;
    private FieldPath?[]? _items;

    private FieldPath(FieldPath? parent, StepKind kind, string name, int index, bool kept = false)
    {
        _parent = parent;
        _kind = kind;
        _name = name;
        _index = index;
        _isKept = kept;
    }

    private enum StepKind
    {
        Child,
        Index,
        Key,
    }

    /// <summary>Starts a path at a member of the object itself.</summary>
    /// <param name="name">The member's wire name, <c>spec</c>; the empty string makes the nameless root, which later steps extend.</param>
    public static FieldPath Root(string name) => name.Length == 0 ? s_origin : s_origin.Child(name);

    /// <summary>The member <paramref name="name"/> of the value at this path.</summary>
    public FieldPath Child(string name)
    {
        if (!_isKept) return new(this, StepKind.Child, name, 0);
        var members = Volatile.Read(ref _members) ?? [];
        foreach (var member in members)
            if (ReferenceEquals(member._name, name)) return member;
        foreach (var member in members)
            if (member._name == name) return member;
        return AddMember(members, name);
    }

    /// <summary>A member of a member: <c>Child("a", "b")</c> is <c>.a.b</c>.</summary>
    public FieldPath Child(string name, string next) => Child(name).Child(next);

    /// <summary>Item <paramref name="index"/>, counted from 0, of the list at this path.</summary>
    public FieldPath Index(int index)
    {
        if (!_isKept || (uint)index >= KeptItems) return new(this, StepKind.Index, "", index);
        var items = Volatile.Read(ref _items);
        if (items is not null && Volatile.Read(ref items[index]) is { } known) return known;
        var made = new FieldPath(this, StepKind.Index, "", index, TakePlace());
        if (!made._isKept) return made;
        items ??= Interlocked.CompareExchange(ref _items, items = new FieldPath?[KeptItems], null) ?? items;
        Volatile.Write(ref items[index], made);
        return made;
    }

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

    private static bool TakePlace()
    {
        if (Volatile.Read(ref s_kept) >= MostKept) return false;
        Interlocked.Increment(ref s_kept);
        return true;
    }

    // Two who add at once may lose one of the two: it is made again when it is asked for again.
    private FieldPath AddMember(FieldPath[] members, string name)
    {
        var made = new FieldPath(this, StepKind.Child, name, 0, members.Length < KeptMembers && TakePlace());
        if (made._isKept) Volatile.Write(ref _members, [.. members, made]);
        return made;
    }
}
