using System.Buffers;
using System.IO.Pipelines;

namespace Kube.Api.AspNetCore.Responses;

/// <summary>Gathers small writes into large pieces of a response: one request to the pipe and one TLS write per piece instead of one per object.</summary>
/// <remarks>Used by one thread. What was written is flushed when <see cref="ShouldFlush"/> says so; the pipe then holds the writer back while the client reads
/// slowly, so that a response never holds more than a few pieces.</remarks>
internal sealed class LargeOutput(PipeWriter output, int pieceBytes = LargeOutput.DefaultPieceBytes) : IBufferWriter<byte>
{
    public const int DefaultPieceBytes = 64 << 10;

    private Memory<byte> _piece;
    private int _used;
    private int _unflushed;

    /// <summary>How many bytes were written so far.</summary>
    public long Total { get; private set; }

    /// <summary>Whether a piece's worth waits to be sent.</summary>
    public bool ShouldFlush => _unflushed + _used >= pieceBytes;

    public void Advance(int count)
    {
        _used += count;
        Total += count;
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Ensure(sizeHint);
        return _piece[_used..];
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Ensure(sizeHint);
        return _piece.Span[_used..];
    }

    /// <summary>Sends what was written.</summary>
    /// <returns>False when the client is gone.</returns>
    public async ValueTask<bool> FlushAsync(CancellationToken cancellationToken)
    {
        HandOver();
        _unflushed = 0;
        var result = await output.FlushAsync(cancellationToken);
        return !result.IsCompleted && !result.IsCanceled;
    }

    /// <summary>Gives what was written to the pipe without sending it; the server sends the end of a response itself.</summary>
    public void HandOver()
    {
        if (_used > 0)
        {
            output.Advance(_used);
            _unflushed += _used;
        }

        _piece = default;
        _used = 0;
    }

    private void Ensure(int sizeHint)
    {
        if (_piece.Length - _used >= Math.Max(sizeHint, 1)) return;
        HandOver();
        _piece = output.GetMemory(Math.Max(sizeHint, pieceBytes));
    }
}
