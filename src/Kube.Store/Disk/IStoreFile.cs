using Kube.Store.Errors;

namespace Kube.Store.Disk;

/// <summary>An open file. Reads may overlap with everything; writes come from one loop at a time.</summary>
public interface IStoreFile : IDisposable
{
    /// <summary>Length in bytes.</summary>
    long Length { get; }

    /// <summary>Reads up to the buffer's length; returns less only at the end of the file.</summary>
    int Read(long offset, Span<byte> buffer);

    /// <summary>Writes all bytes. After an exception, any part of them may have been written.</summary>
    /// <exception cref="StoreFullException">No space.</exception>
    void Write(long offset, ReadOnlySpan<byte> bytes);

    /// <summary>Cuts the file, or extends it with zeros for which the space is reserved.</summary>
    /// <exception cref="StoreFullException">No space.</exception>
    void SetLength(long length);

    /// <summary>Completes when everything written before the call is on disk, its length included. After a failure, what was written
    /// since the last success is lost or not, and must never be synced again: the system may have forgotten that it was dirty.</summary>
    /// <exception cref="IOException">Every failure, a full disk included: nothing is known to be on disk.</exception>
    ValueTask SyncAsync();
}
