using System.Text;

namespace Kube.Api.ManagedFields;

/// <summary>A set of field paths: what a manager owns, what an update changed, what a strategy resets. Immutable; safe to share.</summary>
/// <remarks>Written as FieldsV1: <c>{"f:metadata":{"f:labels":{".":{},"f:app":{}}}}</c>, path elements in upstream's canonical order.</remarks>
public sealed partial class FieldSet
{
    private readonly FieldEntry[] _entries;

    private FieldSet(FieldEntry[] sorted) => _entries = sorted;

    /// <summary>The set with no path.</summary>
    public static FieldSet Empty { get; } = new([]);

    /// <summary>No path is in the set.</summary>
    public bool IsEmpty => _entries.Length == 0;

    internal ReadOnlySpan<FieldEntry> Entries => _entries;

    /// <summary>Makes a set of paths of member names, such as <c>status</c> or <c>metadata.deletionTimestamp</c>.</summary>
    /// <param name="paths">Names joined by dots; a name that holds a dot cannot be said here.</param>
    public static FieldSet Of(params ReadOnlySpan<string> paths)
    {
        var set = Empty;
        foreach (var path in paths)
        {
            var one = Empty;
            var names = path.Split('.');
            for (var i = names.Length - 1; i >= 0; i--)
            {
                var last = i == names.Length - 1;
                one = new FieldSet([new FieldEntry(PathElement.Field(Encoding.UTF8.GetBytes(names[i])), last, last ? null : one)]);
            }
            set = set.Union(one);
        }
        return set;
    }

    /// <summary>Paths that are in this set, the other, or both.</summary>
    public FieldSet Union(FieldSet other)
    {
        if (IsEmpty || ReferenceEquals(this, other)) return other;
        return other.IsEmpty ? this : Zip(other, static (a, b) => new FieldEntry(
            a.Element ?? b.Element,
            a.Member || b.Member,
            a.Children is null ? b.Children : b.Children is null ? a.Children : a.Children.Union(b.Children)));
    }

    /// <summary>Paths that are in both sets.</summary>
    public FieldSet Intersection(FieldSet other)
    {
        if (ReferenceEquals(this, other)) return this;
        return IsEmpty || other.IsEmpty ? Empty : Zip(other, static (a, b) => new FieldEntry(
            a.Element ?? b.Element,
            a.Member && b.Member,
            a.Children is null || b.Children is null ? null : NullIfEmpty(a.Children.Intersection(b.Children))));
    }

    /// <summary>Paths of this set that are not in the other; a path below one of the other's stays.</summary>
    public FieldSet Difference(FieldSet other)
    {
        if (ReferenceEquals(this, other)) return Empty;
        return IsEmpty || other.IsEmpty ? this : Zip(other, static (a, b) => new FieldEntry(
            a.Element ?? b.Element,
            a.Member && !b.Member,
            a.Children is null || b.Children is null ? a.Children : NullIfEmpty(a.Children.Difference(b.Children))));
    }

    /// <summary>Paths of this set that are neither in the other nor below one of its paths.</summary>
    public FieldSet RecursiveDifference(FieldSet other) => IsEmpty || other.IsEmpty ? this : Zip(other, static (a, b) => new FieldEntry(
        a.Element ?? b.Element,
        a.Member && !b.Member,
        b.Member || a.Children is null ? null : b.Children is null ? a.Children : NullIfEmpty(a.Children.RecursiveDifference(b.Children))));

    /// <summary>Both sets hold the same paths.</summary>
    public bool SetEquals(FieldSet other) =>
        ReferenceEquals(this, other) || (_entries.Length == other._entries.Length && Difference(other).IsEmpty && other.Difference(this).IsEmpty);

    /// <summary>FieldsV1 text; for messages and debuggers.</summary>
    public override string ToString() => Encoding.UTF8.GetString(ToUtf8());

    /// <summary>Makes a set of entries in any order, each element once; sorts them in place.</summary>
    internal static FieldSet? FromUnsorted(Span<FieldEntry> entries)
    {
        if (entries.IsEmpty) return null;
        if (entries.Length > 24) entries.Sort(static (a, b) => PathElement.Compare(a.Element, b.Element));
        else
        {
            for (var i = 1; i < entries.Length; i++)
            {
                var entry = entries[i];
                var j = i;
                for (; j > 0 && PathElement.Compare(entries[j - 1].Element, entry.Element) > 0; j--) entries[j] = entries[j - 1];
                entries[j] = entry;
            }
        }
        return new FieldSet(entries.ToArray());
    }

    internal FieldEntry? Find(PathElement element)
    {
        var (low, high) = (0, _entries.Length - 1);
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            var order = PathElement.Compare(_entries[middle].Element, element);
            if (order == 0) return _entries[middle];
            if (order < 0) low = middle + 1;
            else high = middle - 1;
        }
        return null;
    }

    private static FieldSet? NullIfEmpty(FieldSet set) => set.IsEmpty ? null : set;

    /// <summary>Walks both sets in order; for an element that only one side has, the other side's entry has no element.</summary>
    private FieldSet Zip(FieldSet other, Func<FieldEntry, FieldEntry, FieldEntry> combine)
    {
        var result = new FieldEntry[_entries.Length + other._entries.Length];
        var (i, j, count) = (0, 0, 0);
        while (i < _entries.Length || j < other._entries.Length)
        {
            var order = i >= _entries.Length ? 1
                : j >= other._entries.Length ? -1
                : PathElement.Compare(_entries[i].Element, other._entries[j].Element);
            var entry = combine(order <= 0 ? _entries[i++] : default, order >= 0 ? other._entries[j++] : default);
            if (entry.Member || entry.Children is not null) result[count++] = entry;
        }
        return count == 0 ? Empty : new FieldSet(result[..count]);
    }
}
