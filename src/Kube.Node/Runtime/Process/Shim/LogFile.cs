using System.Globalization;
using System.Text;
using Kube.Node.Runtime.Process.Linux;

namespace Kube.Node.Runtime.Process.Shim;

/// <summary>
/// A container's log as CRI writes it: <c>2026-01-02T03:04:05.123456789Z stdout F line</c>; a line longer than 16 KiB is cut into parts tagged <c>P</c>.
/// A file that has grown past the most bytes is put aside under the name that the agent would give it, and the oldest go: the agent's own rotation comes by only now and then.
/// What cannot be written (a full disk) is dropped: the container never waits for its log.
/// </summary>
internal sealed unsafe class LogFile(string path, long maxBytes, int maxFiles) : IDisposable
{
    private const int MostOfLine = 16384;

    private readonly byte[][] _begun = [new byte[MostOfLine], new byte[MostOfLine]];
    private readonly int[] _lengths = new int[2];
    private byte[] _out = new byte[32 << 10];
    private int _outLength;
    private int _fd = -1;
    private long _written;

    public void Open()
    {
        var fd = Native.Open(path, Sys.WriteOnly | Sys.Create | Sys.Append | Sys.CloseOnExec, 0x1A0); // 0640
        if (fd < 0)
            return;
        if (_fd >= 0)
            Native.Close(_fd);
        _fd = fd;
        _written = new FileInfo(path) is { Exists: true } file ? file.Length : 0;
    }

    /// <summary>Writes what was read; the rest of a line waits for its end.</summary>
    public void Write(int stream, ReadOnlySpan<byte> bytes, DateTimeOffset now)
    {
        Span<byte> time = stackalloc byte[32];
        var head = time[..WriteTime(time, now)];
        while (!bytes.IsEmpty)
        {
            if (maxBytes > 0 && _written + _outLength >= maxBytes)
            {
                Flush();
                PutAside(now);
            }

            var end = bytes.IndexOf((byte)'\n');
            var piece = end < 0 ? bytes : bytes[..end];
            var room = MostOfLine - _lengths[stream];
            if (piece.Length > room)
            {
                piece[..room].CopyTo(_begun[stream].AsSpan(_lengths[stream]));
                _lengths[stream] = MostOfLine;
                Put(stream, head, whole: false);
                bytes = bytes[room..];
                continue;
            }

            piece.CopyTo(_begun[stream].AsSpan(_lengths[stream]));
            _lengths[stream] += piece.Length;
            if (end < 0)
                break;
            Put(stream, head, whole: true);
            bytes = bytes[(end + 1)..];
        }

        Flush();
    }

    /// <summary>Writes what a stream left without an end of line.</summary>
    public void End(int stream, DateTimeOffset now)
    {
        if (_lengths[stream] == 0)
            return;
        Span<byte> time = stackalloc byte[32];
        Put(stream, time[..WriteTime(time, now)], whole: true);
        Flush();
    }

    public void Dispose()
    {
        if (_fd >= 0)
            Native.Close(_fd);
        _fd = -1;
    }

    private static int WriteTime(Span<byte> output, DateTimeOffset now)
    {
        now.UtcDateTime.TryFormat(output, out var length, "yyyy-MM-dd'T'HH:mm:ss.fffffff'00Z'", CultureInfo.InvariantCulture);
        return length;
    }

    private void Put(int stream, ReadOnlySpan<byte> time, bool whole)
    {
        var line = _begun[stream].AsSpan(0, _lengths[stream]);
        _lengths[stream] = 0;
        if (_outLength + line.Length + 64 > _out.Length)
            Flush();
        var output = _out.AsSpan(_outLength);
        time.CopyTo(output);
        var at = time.Length;
        var tag = (stream, whole) switch
        {
            (0, true) => " stdout F "u8,
            (0, false) => " stdout P "u8,
            (_, true) => " stderr F "u8,
            _ => " stderr P "u8,
        };
        tag.CopyTo(output[at..]);
        at += tag.Length;
        line.CopyTo(output[at..]);
        at += line.Length;
        output[at++] = (byte)'\n';
        _outLength += at;
    }

    private void Flush()
    {
        var at = 0;
        fixed (byte* bytes = _out)
        {
            while (_fd >= 0 && at < _outLength)
            {
                var written = Native.Write(_fd, bytes + at, _outLength - at);
                if (written < 0 && Native.LastErrorNumber == Sys.ErrorInterrupted)
                    continue;
                if (written <= 0)
                    break;
                at += (int)written;
            }
        }

        _outLength = 0;
        _written += at;
    }

    private void PutAside(DateTimeOffset now)
    {
        try
        {
            var stamp = now.UtcDateTime.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture);
            var aside = $"{path}.{stamp}";
            // Sorted by name they stay in the order of time.
            for (var i = 0; File.Exists(aside) || File.Exists(aside + ".gz"); i++)
                aside = string.Create(CultureInfo.InvariantCulture, $"{path}.{stamp}-{i:D4}");
            File.Move(path, aside);
            Open();
            var older = Directory.GetFiles(Path.GetDirectoryName(path)!).Where(name => name.StartsWith(path + ".", StringComparison.Ordinal)).Order(StringComparer.Ordinal).ToList();
            foreach (var name in older.Take(Math.Max(0, older.Count - (maxFiles - 1))))
                File.Delete(name);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // It goes on in the file that it has, and tries again when as much was written once more.
            _written = 0;
        }
    }
}
