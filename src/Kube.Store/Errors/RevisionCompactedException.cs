namespace Kube.Store.Errors;

/// <summary>The requested revision was discarded by compaction; the caller must list again.</summary>
/// <param name="requested">The revision asked for.</param>
/// <param name="oldest">The oldest that can be read.</param>
public sealed class RevisionCompactedException(long requested, long oldest)
    : StoreException($"revision {requested} is compacted, oldest readable revision is {oldest}")
{
    /// <summary>The revision asked for.</summary>
    public long RequestedRevision { get; } = requested;

    /// <summary>The oldest that can be read.</summary>
    public long OldestRevision { get; } = oldest;
}
