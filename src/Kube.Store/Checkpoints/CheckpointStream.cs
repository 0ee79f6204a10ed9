using Kube.Store.Disk;

namespace Kube.Store.Checkpoints;

/// <summary>Where a checkpoint's bytes go: a file of the store, synced as it grows, or a caller's stream.</summary>
internal abstract class CheckpointStream
{
    public abstract ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken);
}

/// <summary>Into a file. It is synced every megabyte or so, which takes longer in all, so that the log's own syncs never wait behind more than that.</summary>
internal sealed class CheckpointFileStream(IStoreFile file) : CheckpointStream
{
    private const long SyncEvery = 1 << 20;
    private long _length;
    private long _synced;

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        // A real disk completes synchronously: without this the whole checkpoint would be one turn on a pool thread.
        await Task.Yield();
        file.Write(_length, bytes.Span);
        _length += bytes.Length;
        if (_length - _synced < SyncEvery)
            return;
        await file.SyncAsync();
        _synced = _length;
    }
}

/// <summary>Into a caller's stream.</summary>
internal sealed class CheckpointCopyStream(Stream stream) : CheckpointStream
{
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) => stream.WriteAsync(bytes, cancellationToken);
}
