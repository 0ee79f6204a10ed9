using System.Buffers;

namespace Kube.Node.Logs;

/// <summary>Takes the lines of a file and writes what was asked for. For one reader.</summary>
internal sealed class LogOutput(Stream output, LogOptions options)
{
    private readonly ArrayBufferWriter<byte> _pending = new();
    private long _left = options.LimitBytes ?? long.MaxValue;
    private bool _within;

    /// <summary>All that was asked for has been written.</summary>
    public bool IsFull => _left <= 0;

    public void Take(ReadOnlySpan<byte> line)
    {
        if (IsFull || !LogLine.TryParse(line, out var parsed)) return;
        if (options.Stream == "Stdout" ? parsed.IsStderr : options.Stream == "Stderr" && !parsed.IsStderr) return;
        if (options.Since is { } since && parsed.IsBefore(since)) return;
        if (options.Timestamps && !_within)
        {
            Write(parsed.Time);
            Write(" "u8);
        }

        Write(parsed.Content);
        _within = parsed.IsPartial;
        if (!parsed.IsPartial) Write("\n"u8);
    }

    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        if (_pending.WrittenCount == 0) return;
        await output.WriteAsync(_pending.WrittenMemory, cancellationToken);
        await output.FlushAsync(cancellationToken);
        _pending.ResetWrittenCount();
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > _left) bytes = bytes[..(int)_left];
        _pending.Write(bytes);
        _left -= bytes.Length;
    }
}
