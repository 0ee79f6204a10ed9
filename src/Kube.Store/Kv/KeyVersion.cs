namespace Kube.Store.Kv;

/// <summary>What stays in memory of every uncompacted revision of a key: its numbers, and where its value lies on disk.
/// The current revision's value hangs on the <see cref="KeyValue"/> that points here; when it is superseded only this stays.</summary>
/// <remarks>Two fields change after publication, and only so that a reader of an uncompacted revision cannot tell: compaction cuts
/// <see cref="Older"/> below the version that it keeps, and a checkpoint that copied the value moves <see cref="Place"/>.</remarks>
internal sealed class KeyVersion
{
    private long _place;

    public required long CreateRevision { get; init; }

    public required long ModRevision { get; init; }

    public required int SubRevision { get; init; }

    /// <summary>0 marks a deletion.</summary>
    public required long Version { get; init; }

    public required long Lease { get; init; }

    public required int ValueLength { get; init; }

    public KeyVersion? Older { get; set; }

    public bool IsDeleted => Version == 0;

    /// <summary>Where the entry lies: see <c>LogPlace</c>.</summary>
    public long Place
    {
        get => Volatile.Read(ref _place);
        set => Volatile.Write(ref _place, value);
    }
}
