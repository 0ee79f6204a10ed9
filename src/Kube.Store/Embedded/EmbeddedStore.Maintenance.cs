using Kube.Store.Checkpoints;
using Kube.Store.Maintenance;

namespace Kube.Store.Embedded;

/// <summary>The maintenance door.</summary>
internal sealed partial class EmbeddedStore
{
    public async ValueTask CompactAsync(long revision, CancellationToken cancellationToken) =>
        await _writer.SubmitAsync(new CompactRequest(revision), cancellationToken);

    public ValueTask<StoreStatus> GetStatusAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(Status());
    }

    private StoreStatus Status()
    {
        var state = _writer.State;
        var (reserved, used) = _log.Size();
        return new StoreStatus
        {
            Revision = state.Revision,
            CompactedRevision = state.CompactedRevision,
            Keys = state.Root?.Live ?? 0,
            Leases = state.Leases.Count,
            Watches = _hub.Count,
            DiskBytes = reserved + _upkeep.CheckpointLength,
            DiskBytesInUse = used + _upkeep.CheckpointLength,
            Fault = _writer.Fault,
        };
    }

    public async ValueTask<long> WriteSnapshotAsync(Stream destination, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(destination);
        var state = Newest();
        var header = new CheckpointHeader(CheckpointHeader.CurrentVersion, 0, state.Sequence, state.Revision, state.Revision);
        var writer = new CheckpointWriter(new CheckpointCopyStream(destination), _foundation.Versions);
        await writer.WriteAsync(state, header, retired: null, cancellationToken);
        await destination.FlushAsync(cancellationToken);
        return state.Revision;
    }
}
