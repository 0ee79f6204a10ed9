using Kube.Store.Disk;
using Kube.Store.Errors;
using Kube.Store.Wal;

namespace Kube.Store.Checkpoints;

/// <summary>Reads a checkpoint from front to end, checking all of it.</summary>
internal sealed class CheckpointReader(IStoreFile file, int number, string path)
{
    private byte[] _buffer = new byte[1 << 20];
    private int _start;
    private int _end;
    private long _offset;                                       // in the file, of the buffer's start
    private uint _checksum;

    /// <exception cref="LogCorruptException">Anything in it is not as it was written.</exception>
    /// <exception cref="LogFormatException">Another version wrote it.</exception>
    public CheckpointHeader ReadHeader()
    {
        Span<byte> bytes = stackalloc byte[CheckpointHeader.Bytes];
        var length = file.Read(0, bytes);
        if (!CheckpointHeader.TryRead(bytes[..length], out var header))
            throw new LogCorruptException(path, 0, "the head of the checkpoint does not match its checksum");
        if (header.Version != CheckpointHeader.CurrentVersion)
            throw new LogFormatException(path, header.Version, CheckpointHeader.CurrentVersion);
        return header;
    }

    /// <summary>Gives every entry to the sink; what the sink was given counts only when this returns.</summary>
    /// <exception cref="LogCorruptException">Anything in it is not as it was written.</exception>
    public void ReadEntries(IEntrySink sink, long revision)
    {
        Span<byte> end = stackalloc byte[CheckpointHeader.EndBytes];
        var limit = file.Length - CheckpointHeader.EndBytes;
        var length = limit < CheckpointHeader.Bytes ? 0 : file.Read(limit, end);
        if (!CheckpointHeader.TryReadEnd(end[..length], out var checksum, out var entries))
            throw new LogCorruptException(path, Math.Max(limit, 0), "the end of the checkpoint is missing");

        _offset = CheckpointHeader.Bytes;
        _start = _end = 0;
        for (; entries > 0; entries--)
            ReadEntry(sink, limit);
        if (_offset + _start != limit || _checksum != checksum)
            throw new LogCorruptException(path, _offset + _start, "the checkpoint does not match its checksum");
        sink.RecordDone(revision);
    }

    private void ReadEntry(IEntrySink sink, long limit)
    {
        Fill(LogEntry.HeaderBytes, limit);
        if (!LogEntry.TryRead(_buffer.AsSpan(_start, _end - _start), out var entry))
            throw new LogCorruptException(path, _offset + _start, "an entry of the checkpoint is malformed");
        Fill(entry.TotalBytes, limit);
        var whole = _buffer.AsSpan(_start, entry.TotalBytes);
        if (!LogEntry.IsIntact(whole))
            throw new LogCorruptException(path, _offset + _start, "an entry of the checkpoint does not match its checksum");
        _checksum = Checksum.Of(whole, _checksum);
        var body = whole[LogEntry.HeaderBytes..];
        sink.Accept(entry, body[..entry.KeyLength], body[entry.KeyLength..], LogPlace.Of(number, _offset + _start));
        _start += entry.TotalBytes;
    }

    private void Fill(int needed, long limit)
    {
        if (_end - _start >= needed)
            return;
        if (_offset + _start + needed > limit)
            throw new LogCorruptException(path, _offset + _start, "an entry of the checkpoint reaches beyond its end");
        if (_buffer.Length < needed)
            Array.Resize(ref _buffer, needed);
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        _offset += _start;
        _end -= _start;
        _start = 0;
        var room = (int)Math.Min(_buffer.Length - _end, limit - _offset - _end);
        var read = file.Read(_offset + _end, _buffer.AsSpan(_end, room));
        _end += read;
        if (read < room)
            throw new LogCorruptException(path, _offset + _end, "the checkpoint ends too early");
    }
}
