namespace Kube.Shared.Streams;

/// <summary>A connection as a <see cref="Stream"/>, which is what copies, terminals and web sockets of the framework take: both ways at once, asynchronous only, every write
/// sent at once.</summary>
/// <remarks>What throws <see cref="NotSupportedException"/> is the contract of a <see cref="Stream"/> whose <see cref="Stream.CanSeek"/> is false, and of one without blocking calls.</remarks>
internal abstract class DuplexStream : Stream
{
    public sealed override bool CanRead => true;

    public sealed override bool CanWrite => true;

    public sealed override bool CanSeek => false;

    public sealed override long Length => throw new NotSupportedException();

    public sealed override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public abstract override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default);

    public abstract override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default);

    /// <summary>Ends the writing side; reading goes on.</summary>
    public abstract ValueTask CompleteWritesAsync(CancellationToken cancellationToken);

    public sealed override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public sealed override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public sealed override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public sealed override void Flush()
    {
        // Every write is sent at once.
    }

    public sealed override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("use ReadAsync");

    public sealed override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("use WriteAsync");

    public sealed override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public sealed override void SetLength(long value) => throw new NotSupportedException();
}
