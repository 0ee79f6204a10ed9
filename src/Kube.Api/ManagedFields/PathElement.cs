using System.Text;
using Kube.Api.Tree;

namespace Kube.Api.ManagedFields;

/// <summary>One step of a field path: a member's name (<c>f:</c>), the keys of a list item (<c>k:</c>), the value of a set's item (<c>v:</c>)
/// or an index (<c>i:</c>). Immutable; ordered as upstream orders them, names by their UTF-8 bytes.</summary>
internal sealed class PathElement
{
    private readonly ReadOnlyMemory<byte> _name;

    // The value or the keys: there is one of these for every field of every owner, so they are kept small.
    private readonly object? _payload;

    private PathElement(PathElementKind kind, ReadOnlyMemory<byte> name = default, object? payload = null, int index = 0) =>
        (Kind, _name, _payload, Index) = (kind, name, payload, index);

    public PathElementKind Kind { get; }

    public ReadOnlySpan<byte> Name => _name.Span;

    public TreeNode? Value => _payload as TreeNode;

    /// <summary>The keys, sorted by name.</summary>
    public KeyField[]? Key => _payload as KeyField[];

    public int Index { get; }

    /// <param name="name">Kept, not copied.</param>
    public static PathElement Field(ReadOnlyMemory<byte> name) => new(PathElementKind.Field, name);

    public static PathElement OfKey(KeyField[] fields)
    {
        for (var i = 1; i < fields.Length; i++)
        {
            for (var j = i; j > 0 && fields[j - 1].Name.Span.SequenceCompareTo(fields[j].Name.Span) > 0; j--)
                (fields[j - 1], fields[j]) = (fields[j], fields[j - 1]);
        }
        return new PathElement(PathElementKind.Key, payload: fields);
    }

    public static PathElement OfValue(TreeNode value) => new(PathElementKind.Value, payload: value);

    public static PathElement OfIndex(int index) => new(PathElementKind.Index, index: index);

    /// <summary>Order of path elements: names, then keys, values and indexes.</summary>
    public static int Compare(PathElement left, PathElement right)
    {
        if (left.Kind != right.Kind) return left.Kind.CompareTo(right.Kind);
        return left.Kind switch
        {
            PathElementKind.Field => left.Name.SequenceCompareTo(right.Name),
            PathElementKind.Key => CompareKeys(left.Key!, right.Key!),
            PathElementKind.Value => ValueOrder.Compare(left.Value!, right.Value!),
            _ => left.Index.CompareTo(right.Index),
        };
    }

    /// <summary>Upstream's text for conflicts and errors: <c>.spec</c>, <c>[name="c"]</c>, <c>[="a"]</c>, <c>[0]</c>.</summary>
    public override string ToString() => Kind switch
    {
        PathElementKind.Field => "." + Encoding.UTF8.GetString(Name),
        PathElementKind.Key => "[" + string.Join(',', Key!.Select(field => $"{Encoding.UTF8.GetString(field.Name.Span)}={field.Value}")) + "]",
        PathElementKind.Value => $"[={Value}]",
        _ => $"[{Index}]",
    };

    private static int CompareKeys(KeyField[] left, KeyField[] right)
    {
        for (var i = 0; i < left.Length && i < right.Length; i++)
        {
            var order = left[i].Name.Span.SequenceCompareTo(right[i].Name.Span);
            if (order == 0) order = ValueOrder.Compare(left[i].Value, right[i].Value);
            if (order != 0) return order;
        }
        return left.Length.CompareTo(right.Length);
    }
}

/// <summary>The kinds of path element, in their order.</summary>
internal enum PathElementKind : byte
{
    Field,
    Key,
    Value,
    Index,
}

/// <summary>One key of a list item: the member's name and value.</summary>
internal readonly record struct KeyField(ReadOnlyMemory<byte> Name, TreeNode Value);
