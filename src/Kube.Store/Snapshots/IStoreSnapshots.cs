using Kube.Store.Errors;

namespace Kube.Store.Snapshots;

/// <summary>Synchronous, ordered reads of one revision, from memory. The read path of a server: opening the newest snapshot and getting
/// a key allocate nothing.</summary>
/// <remarks>All members may be called at once from any thread and never wait for a writer. A snapshot holds no lock and needs no closing.</remarks>
public interface IStoreSnapshots
{
    /// <summary>Newest revision visible here. The embedded engine publishes it before the commit's caller is told.</summary>
    long CurrentRevision { get; }

    /// <summary>Oldest revision that can be opened; 0 before the first compaction.</summary>
    long CompactedRevision { get; }

    /// <summary>The newest revision visible here, at once. Behind a remote store it may lag; see <see cref="OpenLatestAsync"/>.</summary>
    /// <exception cref="StoreFaultedException">The store failed: what is in memory may not be on disk.</exception>
    IStoreSnapshot Open();

    /// <summary>The store at an older revision. Reads of superseded values go to the log.</summary>
    /// <exception cref="RevisionCompactedException">The revision was discarded.</exception>
    /// <exception cref="FutureRevisionException">The revision does not exist yet.</exception>
    /// <exception cref="StoreFaultedException">The store failed.</exception>
    IStoreSnapshot OpenAt(long revision);

    /// <summary>A snapshot that shows everything committed anywhere before this call (a linearizable read).</summary>
    /// <exception cref="StoreFaultedException">The store failed.</exception>
    ValueTask<IStoreSnapshot> OpenLatestAsync(CancellationToken cancellationToken);

    /// <summary>The newest snapshot, as soon as it has reached <paramref name="revision"/>.</summary>
    /// <exception cref="StoreFaultedException">The store failed.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    ValueTask<IStoreSnapshot> OpenNotOlderThanAsync(long revision, CancellationToken cancellationToken);
}
