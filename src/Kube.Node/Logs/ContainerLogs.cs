using System.Collections.Concurrent;
using System.Text;

namespace Kube.Node.Logs;

/// <summary>Reads log files of containers. Files only: what has no file has no log.</summary>
internal sealed class ContainerLogs(TimeProvider time)
{
    private const int BlockBytes = 64 * 1024;

    private static readonly TimeSpan s_followWait = TimeSpan.FromMilliseconds(100);

    // How often each file was replaced by a fresh one: a follower goes on in the fresh one.
    private readonly ConcurrentDictionary<string, int> _rotations = new(StringComparer.Ordinal);

    /// <summary>The file at a path was renamed, and a fresh one is there.</summary>
    public void Rotated(string path) => _rotations.AddOrUpdate(path, 1, static (_, count) => count + 1);

    public void Forget(string path) => _rotations.TryRemove(path, out _);

    /// <summary>Writes the chosen part of a log to a stream.</summary>
    /// <param name="path">The file; a missing one is empty.</param>
    /// <param name="options">Which part.</param>
    /// <param name="output">Where to; flushed as lines come.</param>
    /// <param name="isRunning">Whether more may come, for a follower.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async ValueTask ReadAsync(string path, LogOptions options, Stream output, Func<CancellationToken, ValueTask<bool>> isRunning, CancellationToken cancellationToken)
    {
        var lines = new LogOutput(output, options);
        var rotation = _rotations.GetValueOrDefault(path);
        var file = Open(path);
        try
        {
            if (file is not null && options.TailLines is { } tail) file.Position = TailStart(file, tail);
            var rest = Array.Empty<byte>();
            while (true)
            {
                // Asked before reading: what was written before the end is then surely read.
                var more = options.Follow && await isRunning(cancellationToken);
                rest = file is null ? rest : await PumpAsync(file, rest, lines, cancellationToken);
                if (lines.IsFull || cancellationToken.IsCancellationRequested) return;
                var current = _rotations.GetValueOrDefault(path);
                // Between two files there is none for a moment; the container may end in that moment, and its last words are in the one that comes.
                if (current != rotation || (file is null && options.Follow) || (options.Follow && file is not null && !FileIdentity.IsStillAt(path, file.SafeFileHandle)))
                {
                    rotation = current;
                    if (file is not null) await file.DisposeAsync();
                    file = Open(path);
                    if (file is not null) continue;
                }

                if (!more) return;
                await Task.Delay(s_followWait, time, cancellationToken);
            }
        }
        finally
        {
            if (file is not null) await file.DisposeAsync();
        }
    }

    /// <summary>The end of a log as text.</summary>
    public string Tail(string path, int lines, int bytes)
    {
        using var file = Open(path);
        if (file is null) return "";
        file.Position = TailStart(file, lines);
        var buffer = new byte[Math.Min(file.Length - file.Position, 256 * 1024)];
        if (file.Length - file.Position > buffer.Length) file.Position = file.Length - buffer.Length;
        file.ReadExactly(buffer);
        var text = new StringBuilder();
        foreach (var range in buffer.AsSpan().Split((byte)'\n'))
        {
            if (!LogLine.TryParse(buffer.AsSpan()[range], out var line)) continue;
            text.Append(Encoding.UTF8.GetString(line.Content));
            if (!line.IsPartial) text.Append('\n');
        }

        var result = text.ToString();
        return result.Length > bytes ? result[^bytes..] : result;
    }

    private static FileStream? Open(string path)
    {
        try
        {
            return new(path, new FileStreamOptions { Access = FileAccess.Read, Share = FileShare.ReadWrite | FileShare.Delete, Options = FileOptions.SequentialScan, BufferSize = 0 });
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <returns>The start of a line that is not complete yet.</returns>
    private static async ValueTask<byte[]> PumpAsync(FileStream file, byte[] rest, LogOutput lines, CancellationToken cancellationToken)
    {
        var buffer = new byte[Math.Max(BlockBytes, rest.Length * 2)];
        rest.CopyTo(buffer, 0);
        var filled = rest.Length;
        while (!lines.IsFull)
        {
            if (filled == buffer.Length) Array.Resize(ref buffer, buffer.Length * 2);
            var read = await file.ReadAsync(buffer.AsMemory(filled), cancellationToken);
            if (read == 0) break;
            filled += read;
            var used = TakeLines(buffer.AsSpan(0, filled), lines);
            buffer.AsSpan(used, filled - used).CopyTo(buffer);
            filled -= used;
            await lines.FlushAsync(cancellationToken);
        }

        return buffer[..filled];
    }

    private static int TakeLines(ReadOnlySpan<byte> bytes, LogOutput lines)
    {
        var used = 0;
        while (bytes[used..].IndexOf((byte)'\n') is >= 0 and var length)
        {
            lines.Take(bytes.Slice(used, length));
            used += length + 1;
        }

        return used;
    }

    /// <summary>Where the last lines begin.</summary>
    private static long TailStart(FileStream file, long lines)
    {
        if (lines <= 0) return file.Length;
        var buffer = new byte[BlockBytes];
        var end = file.Length;
        var seen = 0L;
        for (var right = end; right > 0;)
        {
            var left = Math.Max(0, right - BlockBytes);
            var block = buffer.AsSpan(0, (int)(right - left));
            file.Position = left;
            file.ReadExactly(block);
            for (var i = block.Length - 1; i >= 0; i--)
            {
                // The newline that ends the last line begins none.
                if (block[i] != (byte)'\n' || left + i == end - 1) continue;
                if (++seen == lines) return left + i + 1;
            }

            right = left;
        }

        return 0;
    }
}
