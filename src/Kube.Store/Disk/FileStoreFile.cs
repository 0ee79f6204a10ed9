using Microsoft.Win32.SafeHandles;

namespace Kube.Store.Disk;

/// <summary>A file of the real file system.</summary>
internal sealed class FileStoreFile(string path, SafeFileHandle handle) : IStoreFile
{
    private long _length = RandomAccess.GetLength(handle);

    // The same file past the system's cache; opened when the first write fits, and given up for good when the file system will not have it.
    private SafeFileHandle? _direct;
    private bool _isIndirect;

    public long Length => Volatile.Read(ref _length);

    public int Read(long offset, Span<byte> buffer)
    {
        var read = 0;
        while (read < buffer.Length)
        {
            var count = RandomAccess.Read(handle, buffer[read..], offset + read);
            if (count == 0)
                break;
            read += count;
        }
        return read;
    }

    public void Write(long offset, ReadOnlySpan<byte> bytes)
    {
        try
        {
            if (!DiskBlocks.Fit(offset, bytes) || !TryWriteDirect(offset, bytes))
                RandomAccess.Write(handle, bytes, offset);
        }
        catch (IOException error) when (DiskErrors.IsFull(error))
        {
            throw DiskErrors.Full(path, error);
        }
        if (offset + bytes.Length > _length)
            Volatile.Write(ref _length, offset + bytes.Length);
    }

    public void SetLength(long length)
    {
        try
        {
            if (length > _length && OperatingSystem.IsLinux())
                PosixDisk.Reserve(handle, path, length);
            else
                RandomAccess.SetLength(handle, length);
        }
        catch (IOException error) when (DiskErrors.IsFull(error))
        {
            throw DiskErrors.Full(path, error);
        }
        Volatile.Write(ref _length, length);
    }

    /// <summary>Waits on the calling loop's thread: the writer has nothing else to do, and a hop to another thread costs more than a fast disk.</summary>
    public ValueTask SyncAsync()
    {
        if (OperatingSystem.IsLinux())
            PosixDisk.SyncData(handle, path);
        else
            RandomAccess.FlushToDisk(handle);
        return ValueTask.CompletedTask;
    }

    public void Dispose()
    {
        _direct?.Dispose();
        handle.Dispose();
    }

    private bool TryWriteDirect(long offset, ReadOnlySpan<byte> bytes)
    {
        if (_isIndirect || (_direct ??= PosixDisk.TryOpenDirect(path)) is not { } direct)
        {
            _isIndirect = true;
            return false;
        }
        try
        {
            RandomAccess.Write(direct, bytes, offset);
            return true;
        }
        catch (IOException error) when (!DiskErrors.IsFull(error))
        {
            // Whatever it does not like: written the usual way it will succeed, or tell why not.
            _isIndirect = true;
            return false;
        }
    }
}
