using Kube.Store.Disk;

namespace Kube.Store.Wal;

/// <summary>An open segment. Only the writer appends; anyone may read up to <see cref="End"/>.</summary>
internal sealed class LogSegment(string name, SegmentHeader header, IStoreFile file, long end)
{
    private long _end = end;

    public string Name { get; } = name;

    public SegmentHeader Header { get; } = header;

    public int Number => Header.Number;

    public IStoreFile File { get; } = file;

    /// <summary>Where the next record goes; everything before it is complete.</summary>
    public long End
    {
        get => Volatile.Read(ref _end);
        set => Volatile.Write(ref _end, value);
    }
}
