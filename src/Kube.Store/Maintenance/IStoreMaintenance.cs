using Kube.Store.Errors;

namespace Kube.Store.Maintenance;

/// <summary>Upkeep, by whoever owns the store.</summary>
public interface IStoreMaintenance
{
    /// <summary>Discards what only revisions before <paramref name="revision"/> can see. Returns when the point is durable; the space is
    /// given back in the background, without stopping anyone.</summary>
    /// <exception cref="RevisionCompactedException">The revision is compacted already.</exception>
    /// <exception cref="FutureRevisionException">The revision does not exist yet.</exception>
    ValueTask CompactAsync(long revision, CancellationToken cancellationToken);

    /// <summary>The store's figures now.</summary>
    ValueTask<StoreStatus> GetStatusAsync(CancellationToken cancellationToken);

    /// <summary>Writes the whole store at its newest revision, older uncompacted revisions left out, while it serves. The bytes are a
    /// checkpoint: alone in an empty directory under the name <c>checkpoint-00000001</c> they open as a store of the same revision.</summary>
    /// <returns>The revision written.</returns>
    ValueTask<long> WriteSnapshotAsync(Stream destination, CancellationToken cancellationToken);
}
