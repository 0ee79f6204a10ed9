using Kube.Store.Disk;

namespace Kube.Store.Checkpoints;

/// <summary>Where a checkpoint's bytes go: a file of the store, synced as it grows, or a caller's stream.</summary>
internal abstract class CheckpointStream
{
    public abstract ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken);

    /// <summary>After the last byte: hands on what still waits.</summary>
    public virtual ValueTask CompleteAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;
}

/// <summary>Into a file, in pieces that lie as a disk likes them, so that a file system that can takes them without a copy in its cache: nobody reads a
/// checkpoint soon, and the copies cost more than all else about it. It is synced every megabyte or so, which takes longer in all, so that the log's own syncs never wait behind more than that.</summary>
internal sealed class CheckpointFileStream(IStoreFile file) : CheckpointStream
{
    private const int PieceBytes = 1 << 20;
    private readonly Memory<byte> _piece = DiskBlocks.Allocate(PieceBytes);
    private int _used;
    private long _written;

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        while (!bytes.IsEmpty)
        {
            var part = bytes[..Math.Min(bytes.Length, PieceBytes - _used)];
            part.CopyTo(_piece[_used..]);
            _used += part.Length;
            bytes = bytes[part.Length..];
            if (_used == PieceBytes)
                await WritePieceAsync(cancellationToken);
        }
    }

    public override ValueTask CompleteAsync(CancellationToken cancellationToken) => _used == 0 ? default : WritePieceAsync(cancellationToken);

    private async ValueTask WritePieceAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        // A real disk completes synchronously: without this the whole checkpoint would be one turn on a pool thread.
        await Task.Yield();
        file.Write(_written, _piece.Span[.._used]);
        _written += _used;
        _used = 0;
        await file.SyncAsync();
    }
}

/// <summary>Into a caller's stream.</summary>
internal sealed class CheckpointCopyStream(Stream stream) : CheckpointStream
{
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) => stream.WriteAsync(bytes, cancellationToken);
}
