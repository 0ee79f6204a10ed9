using Kube.Store.Disk;
using Kube.Store.Errors;

namespace Kube.Store.Wal;

/// <summary>Recovery: the segments that belong together, the records that a checkpoint does not have, and the tail.</summary>
internal sealed partial class WriteAheadLog
{
    /// <summary>Opens the log behind a checkpoint and gives what came after it to <paramref name="sink"/>.</summary>
    /// <param name="files">The files.</param>
    /// <param name="segmentBytes">Size of new segments.</param>
    /// <param name="checkpointSequence">Newest record that the checkpoint holds; 0 without one.</param>
    /// <param name="oldestSegment">Segment that the checkpoint needs at least; 0 for none.</param>
    /// <param name="sink">Takes the entries.</param>
    public static async ValueTask<WriteAheadLog> OpenAsync(LogFiles files, int segmentBytes, long checkpointSequence, int oldestSegment, IEntrySink sink)
    {
        var log = new WriteAheadLog(files, segmentBytes) { _sequence = checkpointSequence };
        var found = OpenSegments(files);
        while (true)
        {
            log._segments.Clear();
            log._segments.AddRange(ChainOf(found));
            log._active = log._segments.LastOrDefault();
            if (log._segments.Count < 2 || HasRecords(files, log.Active))
                break;
            log.Active.File.Dispose();
            found.Remove(log.Active.Number);                    // made by a roll that did not come to its first record
        }
        foreach (var stale in found.Values.Except(log._segments).ToArray())
            stale.File.Dispose();
        log.CheckChain(checkpointSequence, oldestSegment);
        log.Replay(checkpointSequence, sink);
        await log.PrepareTailAsync();
        log.DeleteOthers();
        log._synced = log._sequence;
        return log;
    }

    private static SortedDictionary<int, LogSegment> OpenSegments(LogFiles files)
    {
        var names = new SortedDictionary<int, string>();
        foreach (var name in files.Disk.List())
        {
            if (LogFiles.TryParse(name, LogFiles.SegmentPrefix, out var number))
                names[number] = name;
        }
        var found = new SortedDictionary<int, LogSegment>();
        foreach (var (number, name) in names)
        {
            files.Seen(number);
            var file = files.Disk.Open(name, StoreFileMode.Existing);
            if (ReadHeader(files.PathOf(name), file, number, newest: number == names.Keys.Last()) is { } header)
                found[number] = new(name, header, file, file.Length);
            else
                file.Dispose();
        }
        return found;
    }

    /// <summary>Null for a segment that never came to its head.</summary>
    private static SegmentHeader? ReadHeader(string path, IStoreFile file, int number, bool newest)
    {
        Span<byte> bytes = stackalloc byte[SegmentHeader.Bytes];
        var length = file.Read(0, bytes);
        if (newest && bytes[..length].IndexOfAnyExcept((byte)0) < 0)
        {
            var empty = new LogSegment("", new(0, number, 0, 0, 0), file, 0);
            if (!new SegmentReader(empty, path).FindsWitnessOf(0))
                return null;
        }
        if (!SegmentHeader.TryRead(bytes[..length], out var header) || header.Number != number)
            throw new LogCorruptException(path, 0, "the head of the segment does not match its checksum or its name");
        if (header.Version != SegmentHeader.CurrentVersion)
            throw new LogFormatException(path, header.Version, SegmentHeader.CurrentVersion);
        return header;
    }

    /// <summary>The newest segment and those that lead to it; others are dropped ones whose deletion did not last.</summary>
    private static List<LogSegment> ChainOf(SortedDictionary<int, LogSegment> found)
    {
        var chain = new List<LogSegment>();
        if (found.Count == 0)
            return chain;
        var number = found.Keys.Last();
        while (found.TryGetValue(number, out var segment))
        {
            chain.Add(segment);
            number = segment.Header.Previous;
        }
        chain.Reverse();
        return chain;
    }

    private static bool HasRecords(LogFiles files, LogSegment segment)
    {
        var reader = new SegmentReader(segment, files.PathOf(segment.Name));
        if (reader.TryPeek(out var header) && reader.TryRead(header))
            return true;
        if (reader.FindsWitnessOf(segment.Header.FirstSequence))
            throw Missing(reader, segment.Header.FirstSequence);
        return false;
    }

    private void CheckChain(long checkpointSequence, int oldestSegment)
    {
        if (oldestSegment != 0 && !_segments.Exists(segment => segment.Number == oldestSegment))
            throw new LogCorruptException(_files.PathOf(LogFiles.SegmentName(oldestSegment)), 0, "the segment, or one that leads to it, is missing");
        if (_segments.Count > 0 && _segments[0].Header.FirstSequence > checkpointSequence + 1)
            throw new LogCorruptException(_files.PathOf(_segments[0].Name), 0,
                $"the log begins with record {_segments[0].Header.FirstSequence}, and no checkpoint holds what came before it");
    }

    private void Replay(long checkpointSequence, IEntrySink sink)
    {
        for (var i = 0; i < _segments.Count; i++)
        {
            var segment = _segments[i];
            var next = i + 1 < _segments.Count ? _segments[i + 1] : null;
            if (next is not null && next.Header.FirstSequence <= checkpointSequence + 1)
                continue;                                       // wholly in the checkpoint; kept for history and superseded values

            var reader = new SegmentReader(segment, _files.PathOf(segment.Name));
            var sequence = ReplaySegment(reader, segment.Header.FirstSequence, checkpointSequence, sink);
            segment.End = reader.Offset;
            ReplayedBytes += reader.Offset;
            if (next is null)
            {
                if (reader.FindsWitnessOf(sequence))
                    throw Missing(reader, sequence);
            }
            else if (sequence != next.Header.FirstSequence)
            {
                throw Missing(reader, sequence);
            }
            _sequence = Math.Max(checkpointSequence, sequence - 1);
        }
    }

    /// <summary>Returns the sequence of the first record that is not there.</summary>
    private static long ReplaySegment(SegmentReader reader, long sequence, long checkpointSequence, IEntrySink sink)
    {
        while (reader.TryPeek(out var header))
        {
            if (header.Sequence != sequence)
                throw new LogCorruptException(reader.Path, reader.Offset, $"record {header.Sequence} stands where record {sequence} belongs");
            if (sequence <= checkpointSequence)
            {
                reader.Skip(header);
            }
            else
            {
                if (!reader.TryRead(header))
                    break;
                RecordPayload.Read(reader.Payload, reader.PayloadPlace, reader.Path, sink);
            }
            sequence++;
        }
        return sequence;
    }

    private static LogCorruptException Missing(SegmentReader reader, long sequence) =>
        new(reader.Path, reader.Offset, $"record {sequence} is missing or incomplete, and what follows shows that it had been acknowledged");

    /// <summary>Cuts what is incomplete off the newest segment and makes room behind it, before anything is appended.</summary>
    private async ValueTask PrepareTailAsync()
    {
        foreach (var segment in _segments)
            _files.Add(segment.Number, segment.File);
        if (_active is null)
            return;
        var file = Active.File;
        var length = Math.Max(file.Length, _segmentBytes);
        file.SetLength(Active.End);
        try
        {
            file.SetLength(length);
        }
        catch (StoreFullException)
        {
            // Still readable: the first write will ask for a new segment and say that there is no space.
        }
        await file.SyncAsync();

        // A checkpoint of records that were not synced may be ahead of the log; then records go on in a new segment.
        if (LastSequenceOf(Active) < _sequence)
            Active.End = file.Length;
    }

    private long LastSequenceOf(LogSegment segment)
    {
        var reader = new SegmentReader(segment, _files.PathOf(segment.Name));
        var last = segment.Header.FirstSequence - 1;
        while (reader.Offset < segment.End && reader.TryPeek(out var header))
        {
            last = header.Sequence;
            reader.Skip(header);
        }
        return last;
    }

    private void DeleteOthers()
    {
        foreach (var name in _files.Disk.List())
        {
            if (LogFiles.TryParse(name, LogFiles.SegmentPrefix, out var number) && !_segments.Exists(segment => segment.Number == number))
                _files.Disk.Delete(name);
        }
        _files.Disk.SyncDirectory();
    }
}
