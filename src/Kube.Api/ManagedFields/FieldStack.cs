namespace Kube.Api.ManagedFields;

/// <summary>Entries of the sets that are being made, innermost on top.</summary>
internal sealed class FieldStack
{
    private FieldEntry[] _entries = new FieldEntry[16];

    public int Count { get; private set; }

    /// <summary>Adds an entry, unless it would say nothing.</summary>
    public void Push(PathElement element, bool member, FieldSet? children)
    {
        if (!member && children is null) return;
        if (Count == _entries.Length) Array.Resize(ref _entries, _entries.Length * 2);
        _entries[Count++] = new FieldEntry(element, member, children);
    }

    /// <summary>Takes what lies above a mark as a set; null when that is nothing.</summary>
    public FieldSet? Take(int mark)
    {
        var taken = _entries.AsSpan(mark, Count - mark);
        var set = FieldSet.FromUnsorted(taken);
        taken.Clear();
        Count = mark;
        return set;
    }
}
