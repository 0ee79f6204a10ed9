using Kube.Store.Checkpoints;
using Kube.Store.Disk;
using Kube.Store.Errors;
using Kube.Store.Index;
using Kube.Store.Kv;
using Kube.Store.Wal;
using Kube.Store.Work;

namespace Kube.Store.Embedded;

/// <summary>The loop beside the writer: cuts what compaction uncovered, writes checkpoints, gives space back. Works on published states, so
/// that the writer only ever sees small requests from it.</summary>
internal sealed class StoreUpkeep(StoreFoundation foundation, StoreWriter writer, WriteAheadLog log, int checkpoint, long checkpointLength)
{
    private const int PurgeKeys = 256;
    private const int KeysBetweenYields = 4096;
    private readonly Doorbell _bell = new();
    private int _checkpoint = checkpoint;
    private long _checkpointLength = checkpointLength;
    private long _checkpointedAt;
    private long _trimmed;

    /// <summary>Bytes of the newest checkpoint.</summary>
    public long CheckpointLength => Volatile.Read(ref _checkpointLength);

    /// <summary>By the writer, after each group.</summary>
    public void GroupDone()
    {
        if (writer.State.CompactedRevision > Volatile.Read(ref _trimmed) || IsLogLong())
            _bell.Ring();
    }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        GroupDone();
        while (true)
        {
            await _bell.WaitAsync(cancellationToken);
            if (writer.State.CompactedRevision > _trimmed)
                await TrimAsync(writer.State, cancellationToken);
            if (!IsLogLong() && DroppableBytes() < Math.Max(foundation.Wal.SegmentBytes, CheckpointLength / 2))
                continue;
            try
            {
                await CheckpointAsync(cancellationToken);
            }
            catch (Exception error) when (error is StoreFullException or IOException)
            {
                // The log still has everything. Next trial after as many bytes again, not in a circle.
                StoreLog.CheckpointFailed(foundation.Logger, error);
                _checkpointedAt = writer.AppendedBytes;
            }
        }
    }

    /// <summary>Writes a checkpoint now, drops what it makes superfluous.</summary>
    public async ValueTask CheckpointAsync(CancellationToken cancellationToken)
    {
        var appended = writer.AppendedBytes;
        var state = writer.State;
        if (foundation.Wal.Durability != Durability.Always)
            await writer.SubmitAsync(new SyncRequest(), cancellationToken);     // a checkpoint is never ahead of the log

        var files = foundation.Files;
        var dropped = log.SegmentsBefore(state.CompactedRevision, state.Sequence);
        var retired = new HashSet<int>(dropped.Select(segment => segment.Number)) { _checkpoint };
        var header = new CheckpointHeader(CheckpointHeader.CurrentVersion, log.OldestAfter(dropped), state.Sequence, state.Revision, state.CompactedRevision);
        var number = files.NextNumber();
        var name = LogFiles.CheckpointName(number);
        var content = await WriteFileAsync(name, number, state, header, retired, cancellationToken);

        foreach (var piece in content.Moved)
        {
            foreach (var (version, offset) in piece)
                version.Place = LogPlace.Of(number, offset);
            await Task.Yield();
        }
        log.Drop(dropped);
        if (_checkpoint != 0)
            files.Retire(_checkpoint, LogFiles.CheckpointName(_checkpoint));
        _checkpoint = number;
        Volatile.Write(ref _checkpointLength, content.Length);
        _checkpointedAt = appended;
        StoreLog.Checkpointed(foundation.Logger, name, state.Revision, content.Length, dropped.Length);
    }

    private async ValueTask<CheckpointWriter> WriteFileAsync(
        string name, int number, StoreState state, CheckpointHeader header, HashSet<int> retired, CancellationToken cancellationToken)
    {
        var disk = foundation.Files.Disk;
        var temporary = name + LogFiles.TemporarySuffix;
        var file = disk.Open(temporary, StoreFileMode.Create);
        try
        {
            var content = new CheckpointWriter(new CheckpointFileStream(file), foundation.Versions);
            await content.WriteAsync(state, header, retired, cancellationToken);
            await file.SyncAsync();
            disk.Rename(temporary, name);
            disk.SyncDirectory();
            foundation.Files.Add(number, file);
            return content;
        }
        catch
        {
            file.Dispose();
            disk.Delete(temporary);
            throw;
        }
    }

    /// <summary>Cuts every chain below the version that the compaction point still shows, and has dead keys taken out.</summary>
    private async ValueTask TrimAsync(StoreState state, CancellationToken cancellationToken)
    {
        var compacted = state.CompactedRevision;
        var dead = new List<StoreKey>();
        var cursor = IndexCursor.Before(state.Root, default);
        for (var seen = 1; cursor.MoveNext(); seen++)
        {
            // A pass over a million keys must not keep a pool thread from those who wait for one.
            if (seen % KeysBetweenYields == 0)
                await Task.Yield();
            var slot = cursor.Current;
            if (!CutChain(slot.Latest, compacted))
                continue;
            dead.Add(slot.Key);
            if (dead.Count < PurgeKeys)
                continue;
            await writer.SubmitAsync(new PurgeRequest(dead), cancellationToken);
            dead = [];
        }
        if (dead.Count > 0)
            await writer.SubmitAsync(new PurgeRequest(dead), cancellationToken);
        Volatile.Write(ref _trimmed, compacted);
    }

    /// <summary>True when the key is deleted and nothing readable shows it any more.</summary>
    private static bool CutChain(KeyVersion latest, long compacted)
    {
        if (latest.ModRevision <= compacted)
        {
            latest.Older = null;
            return latest.IsDeleted;
        }
        var version = latest;
        while (version.Older is { } older)
        {
            if (older.ModRevision <= compacted)
            {
                if (older.IsDeleted)
                    version.Older = null;
                else
                    older.Older = null;
                break;
            }
            version = older;
        }
        return false;
    }

    private bool IsLogLong() => writer.AppendedBytes - Volatile.Read(ref _checkpointedAt) >= Math.Max(foundation.Wal.CheckpointBytes, CheckpointLength);

    private long DroppableBytes()
    {
        var state = writer.State;
        return log.SegmentsBefore(state.CompactedRevision, state.Sequence).Sum(segment => segment.File.Length);
    }
}
