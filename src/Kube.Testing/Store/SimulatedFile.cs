using Kube.Store.Disk;

namespace Kube.Testing.Store;

/// <summary>An open file of a <see cref="SimulatedDisk"/>.</summary>
internal sealed class SimulatedFile(SimulatedDisk disk, string name, SimulatedInode inode, long powerCycle) : IStoreFile
{
    private volatile bool _isClosed;

    public string Name => name;

    public SimulatedInode Inode => inode;

    public long PowerCycle => powerCycle;

    public bool IsClosed => _isClosed;

    public long Length => disk.LengthOf(this);

    public int Read(long offset, Span<byte> buffer) => disk.Read(this, offset, buffer);

    public void Write(long offset, ReadOnlySpan<byte> bytes) => disk.Write(this, offset, bytes);

    public void SetLength(long length) => disk.SetLength(this, length);

    public ValueTask SyncAsync() => disk.SyncAsync(this);

    public void Dispose() => _isClosed = true;
}
