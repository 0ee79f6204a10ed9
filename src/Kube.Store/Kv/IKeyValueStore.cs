using Kube.Store.Errors;
using Kube.Store.Watch;

namespace Kube.Store.Kv;

/// <summary>A revisioned key-value store with etcd v3's data model.</summary>
/// <remarks>
/// One revision numbers one committed transaction that changed something; a store begins at revision 1. All members may be called
/// at once from any thread. Values handed to the store belong to it: the caller must not write to their memory again.
/// </remarks>
public interface IKeyValueStore
{
    /// <summary>Reads a range, linearizably unless an older revision is asked for.</summary>
    /// <exception cref="RevisionCompactedException">The revision was discarded.</exception>
    /// <exception cref="FutureRevisionException">The revision does not exist yet.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    ValueTask<RangeResult> RangeAsync(RangeRequest request, CancellationToken cancellationToken);

    /// <summary>Evaluates the compares and carries out one branch, atomically. Completes when the outcome is as durable as configured.</summary>
    /// <remarks>The token cancels the wait for a place in the queue; a transaction that is queued is carried out, and the call then
    /// returns its outcome: an exception of cancellation means that nothing was committed.</remarks>
    /// <exception cref="StoreException">One of the leaves: the lease or key is missing, the request is too large, the disk is full,
    /// or the store is faulted. Nothing was committed, except after <see cref="StoreFaultedException"/>, where the outcome is known only
    /// after the store is opened again.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled before the transaction was queued.</exception>
    ValueTask<TransactionResult> CommitAsync(Transaction transaction, CancellationToken cancellationToken);

    /// <summary>Streams changes in revision order, starting at <see cref="WatchRequest.FromRevision"/> inclusive.</summary>
    /// <remarks>The start is fixed when this is called, not when enumeration begins. The writer never waits for a slow reader: one that
    /// falls behind is served from history at its own pace. Batches are immutable and may be kept; a transaction is never split.</remarks>
    /// <exception cref="RevisionCompactedException">The start revision, or a slow reader's position, is older than the compaction point.</exception>
    /// <exception cref="StoreFaultedException">The store failed while watching.</exception>
    /// <exception cref="ObjectDisposedException">The store was closed while watching.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    IAsyncEnumerable<WatchBatch> WatchAsync(WatchRequest request, CancellationToken cancellationToken);
}
