using System.Text;
using Kube.Api.Tree;

namespace Kube.Api.ManagedFields;

/// <summary>A set of field paths: what a manager owns, what an update changed, what a strategy resets. Immutable; safe to share.</summary>
/// <remarks>Written as FieldsV1: <c>{"f:metadata":{"f:labels":{".":{},"f:app":{}}}}</c>, path elements in upstream's canonical order.</remarks>
public sealed partial class FieldSet
{
    // Null until somebody looks inside, for what was read from the store.
    private FieldEntry[]? _entries;
    private readonly TreeObject? _stored;

    private FieldSet(FieldEntry[] sorted) => _entries = sorted;

    private FieldSet(TreeObject stored) => _stored = stored;

    /// <summary>The set with no path.</summary>
    public static FieldSet Empty { get; } = new([]);

    /// <summary>No path is in the set.</summary>
    public bool IsEmpty => _stored is null && _entries!.Length == 0;

    internal ReadOnlySpan<FieldEntry> Entries => Own;

    // Two first readers may both read them, which is harmless.
    private FieldEntry[] Own => Volatile.Read(ref _entries) ?? (_entries = ReadLevel(_stored!));

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
        ReferenceEquals(this, other) || (Own.Length == other.Own.Length && Difference(other).IsEmpty && other.Difference(this).IsEmpty);

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
        var entries = Own;
        var (low, high) = (0, entries.Length - 1);
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            var order = PathElement.Compare(entries[middle].Element, element);
            if (order == 0) return entries[middle];
            if (order < 0) low = middle + 1;
            else high = middle - 1;
        }
        return null;
    }

    private static FieldSet? NullIfEmpty(FieldSet set) => set.IsEmpty ? null : set;

    /// <summary>Walks both sets in order; for an element that only one side has, the other side's entry has no element.</summary>
    private FieldSet Zip(FieldSet other, Func<FieldEntry, FieldEntry, FieldEntry> combine)
    {
        var (ours, theirs) = (Own, other.Own);
        var result = new FieldEntry[ours.Length + theirs.Length];
        var (i, j, count) = (0, 0, 0);
        while (i < ours.Length || j < theirs.Length)
        {
            var order = i >= ours.Length ? 1
                : j >= theirs.Length ? -1
                : PathElement.Compare(ours[i].Element, theirs[j].Element);
            var entry = combine(order <= 0 ? ours[i++] : default, order >= 0 ? theirs[j++] : default);
            if (entry.Member || entry.Children is not null) result[count++] = entry;
        }
        return count == 0 ? Empty : new FieldSet(count == result.Length ? result : result[..count]);
    }
}
