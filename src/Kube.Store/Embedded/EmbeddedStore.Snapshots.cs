using Kube.Store.Errors;
using Kube.Store.Snapshots;

namespace Kube.Store.Embedded;

/// <summary>The snapshot door: the index is the replica, so every read is from memory and current.</summary>
internal sealed partial class EmbeddedStore
{
    public long CurrentRevision => _writer.State.Revision;

    public long CompactedRevision => _writer.State.CompactedRevision;

    public IStoreSnapshot Open() => Newest();

    public IStoreSnapshot OpenAt(long revision)
    {
        var newest = Newest();
        if (revision > newest.Revision)
            throw new FutureRevisionException(revision, newest.Revision);
        if (revision < newest.CompactedRevision)
            throw new RevisionCompactedException(revision, newest.CompactedRevision);
        return revision == newest.Revision ? newest : new OlderSnapshot(newest.Root, revision, _foundation.Versions);
    }

    public ValueTask<IStoreSnapshot> OpenLatestAsync(CancellationToken cancellationToken) => new(Newest());

    public ValueTask<IStoreSnapshot> OpenNotOlderThanAsync(long revision, CancellationToken cancellationToken)
    {
        var newest = Newest();
        return newest.Revision >= revision ? new(newest) : WaitForAsync(revision, cancellationToken);
    }

    private async ValueTask<IStoreSnapshot> WaitForAsync(long revision, CancellationToken cancellationToken)
    {
        while (true)
        {
            var grown = _hub.History.Grown;
            var newest = Newest();
            if (newest.Revision >= revision)
                return newest;
            if (_hub.History.End is { } end)
                throw end;
            await grown.WaitAsync(cancellationToken);
        }
    }
}
