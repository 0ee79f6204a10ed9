using Kube.Store.Disk;
using Kube.Store.Errors;

namespace Kube.Store.Wal;

/// <summary>The log: segments of records, one record per group. Appended to by the writer loop alone; read by anyone.</summary>
internal sealed partial class WriteAheadLog
{
    private readonly LogFiles _files;
    private readonly int _segmentBytes;
    private readonly Lock _segmentsGate = new();                // guards the list: taken to roll, to drop, to look up
    private readonly List<LogSegment> _segments = [];           // oldest first; after opening, touched only under the gate
    private LogSegment? _active;                                // the last one; the writer's own, because the list moves under it when segments are dropped
    private long _sequence;
    private long _synced;

    private WriteAheadLog(LogFiles files, int segmentBytes)
    {
        _files = files;
        _segmentBytes = segmentBytes;
    }

    /// <summary>Number of the newest record.</summary>
    public long Sequence => _sequence;

    /// <summary>True when records are written that no sync has covered.</summary>
    public bool IsDirty => _synced < _sequence;

    /// <summary>Bytes of records that the checkpoint did not have when the log was opened.</summary>
    public long ReplayedBytes { get; private set; }

    private LogSegment Active => _active ?? throw new InvalidOperationException("the log has no segment yet");

    /// <summary>Writes the group; it is durable after the next <see cref="SyncAsync"/>.</summary>
    /// <exception cref="StoreFullException">No space; nothing was written, and the log is as before.</exception>
    public async ValueTask AppendAsync(GroupBuffer group, long revisionBefore, long revisionAfter)
    {
        var length = group.TotalBytes;
        if (_active is null || _active.End + length > _active.File.Length)
            await RollAsync(length, revisionBefore);

        var active = Active;
        var sequence = _sequence + 1;
        var record = group.Seal(active.Number, active.End, sequence, checked((int)(_sequence - _synced)), revisionBefore, revisionAfter);
        try
        {
            active.File.Write(active.End, record);
        }
        catch (StoreFullException)
        {
            // Space was reserved, so only a disk that cannot reserve comes here. What was written in part is wiped before anything else is.
            var size = active.File.Length;
            active.File.SetLength(active.End);
            active.File.SetLength(size);
            throw;
        }
        _sequence = sequence;
        active.End += length;
    }

    /// <summary>Makes every record written so far durable.</summary>
    public async ValueTask SyncAsync()
    {
        if (!IsDirty)
            return;
        var sequence = _sequence;
        await Active.File.SyncAsync();
        _synced = sequence;
    }

    /// <summary>The segment that holds the first record after <paramref name="revision"/>, and those behind it. Null when it was dropped.</summary>
    public LogSegment[]? SegmentsFrom(long revision)
    {
        lock (_segmentsGate)
        {
            var first = _segments.FindLastIndex(segment => segment.Header.RevisionBefore < revision);
            return first < 0 ? null : _segments[first..].ToArray();
        }
    }

    /// <summary>Segments that hold nothing after <paramref name="revision"/>, excluded, and no record after <paramref name="sequence"/>.</summary>
    public LogSegment[] SegmentsBefore(long revision, long sequence)
    {
        lock (_segmentsGate)
        {
            var count = 0;
            while (count + 1 < _segments.Count && _segments[count + 1].Header.RevisionBefore < revision
                && _segments[count + 1].Header.FirstSequence <= sequence + 1)
                count++;
            return _segments[..count].ToArray();
        }
    }

    /// <summary>Number of the oldest segment that stays when <paramref name="dropped"/> are gone; 0 for none.</summary>
    public int OldestAfter(LogSegment[] dropped)
    {
        lock (_segmentsGate)
            return _segments.Count > dropped.Length ? _segments[dropped.Length].Number : 0;
    }

    /// <summary>Deletes segments whose content is wholly in a durable checkpoint, or compacted.</summary>
    public void Drop(LogSegment[] segments)
    {
        lock (_segmentsGate)
            _segments.RemoveAll(segment => Array.IndexOf(segments, segment) >= 0);
        foreach (var segment in segments)
            _files.Retire(segment.Number, segment.Name);
    }

    /// <summary>Bytes of all segments: reserved, and in use.</summary>
    public (long Reserved, long InUse) Size()
    {
        lock (_segmentsGate)
        {
            long reserved = 0, used = 0;
            foreach (var segment in _segments)
            {
                reserved += segment.File.Length;
                used += segment.End;
            }
            return (reserved, used);
        }
    }

    private async ValueTask RollAsync(long firstRecordBytes, long revision)
    {
        // Only the newest segment may ever have an unsynced record in it; recovery counts on that.
        if (_active is not null)
            await SyncAsync();

        var header = new SegmentHeader(SegmentHeader.CurrentVersion, _files.NextNumber(), _active?.Number ?? 0, _sequence + 1, revision);
        var name = LogFiles.SegmentName(header.Number);
        var file = _files.Disk.Open(name, StoreFileMode.Create);
        try
        {
            file.SetLength(Math.Max(_segmentBytes, RecordHeader.Align(SegmentHeader.Bytes + firstRecordBytes)));
            WriteHeader(file, header);
        }
        catch (StoreFullException)
        {
            file.Dispose();
            _files.Disk.Delete(name);
            _files.Disk.SyncDirectory();                        // records go on in the old segment: this one must not come back behind them
            throw;
        }
        await file.SyncAsync();
        _files.Disk.SyncDirectory();
        _files.Add(header.Number, file);
        var segment = new LogSegment(name, header, file, SegmentHeader.Bytes);
        lock (_segmentsGate)
            _segments.Add(segment);
        _active = segment;
    }

    private static void WriteHeader(IStoreFile file, SegmentHeader header)
    {
        Span<byte> bytes = stackalloc byte[SegmentHeader.Bytes];
        header.Write(bytes);
        file.Write(0, bytes);
    }
}
