using Kube.Store.Checkpoints;
using Kube.Store.Disk;
using Kube.Store.Errors;
using Kube.Store.Wal;

namespace Kube.Store.Embedded;

/// <summary>What was on disk: newest valid checkpoint and the log behind it.</summary>
internal sealed record RecoveredStore(StoreWorkspace Workspace, WriteAheadLog Log, int Checkpoint, long CheckpointLength)
{
    public static async ValueTask<RecoveredStore> ReadAsync(StoreFoundation foundation)
    {
        var files = foundation.Files;
        var names = Checkpoints(files);
        LogCorruptException? unusable = null;
        foreach (var (number, name) in names)
        {
            var file = files.Disk.Open(name, StoreFileMode.Existing);
            try
            {
                return await BehindAsync(foundation, names, number, name, file);
            }
            catch (LogCorruptException error) when (error.Path == files.PathOf(name))
            {
                StoreLog.CheckpointUnusable(foundation.Logger, error.Path, error);
                unusable ??= error;
                file.Dispose();
            }
        }

        var workspace = new StoreWorkspace(foundation.Time);
        try
        {
            var log = await OpenLogAsync(foundation, workspace, default);
            CleanUp(files, names, keep: 0);
            return new(workspace, log, 0, 0);
        }
        catch (LogCorruptException) when (unusable is not null)
        {
            throw unusable;                                     // the log alone is not enough: the damaged checkpoint is what must be told
        }
    }

    private static async ValueTask<RecoveredStore> BehindAsync(
        StoreFoundation foundation, List<(int Number, string Name)> names, int number, string name, IStoreFile file)
    {
        var workspace = new StoreWorkspace(foundation.Time);
        var reader = new CheckpointReader(file, number, foundation.Files.PathOf(name));
        var header = reader.ReadHeader();
        reader.ReadEntries(new CheckpointSink(workspace, foundation.Versions), header.Revision);
        workspace.CompactedRevision = header.CompactedRevision;
        foundation.Files.Add(number, file);
        var log = await OpenLogAsync(foundation, workspace, header);
        CleanUp(foundation.Files, names, number);
        return new(workspace, log, number, file.Length);
    }

    private static async ValueTask<WriteAheadLog> OpenLogAsync(StoreFoundation foundation, StoreWorkspace workspace, CheckpointHeader header)
    {
        var sink = new ReplaySink(workspace, foundation.Versions);
        var log = await WriteAheadLog.OpenAsync(foundation.Files, foundation.Wal.SegmentBytes, header.Sequence, header.OldestSegment, sink);
        foundation.Versions.CompactedRevision = workspace.CompactedRevision;
        return log;
    }

    /// <summary>Newest first.</summary>
    private static List<(int Number, string Name)> Checkpoints(LogFiles files)
    {
        var found = new List<(int Number, string Name)>();
        foreach (var name in files.Disk.List())
        {
            var finished = name.EndsWith(LogFiles.TemporarySuffix, StringComparison.Ordinal) ? name[..^LogFiles.TemporarySuffix.Length] : name;
            if (!LogFiles.TryParse(finished, LogFiles.CheckpointPrefix, out var number))
                continue;
            files.Seen(number);
            if (ReferenceEquals(finished, name))
                found.Add((number, name));
        }
        found.Sort(static (a, b) => b.Number.CompareTo(a.Number));
        return found;
    }

    /// <summary>Only now that everything is read: deletes checkpoints that are not used, and unfinished ones.</summary>
    private static void CleanUp(LogFiles files, List<(int Number, string Name)> names, int keep)
    {
        foreach (var (number, name) in names)
        {
            if (number != keep)
                files.Disk.Delete(name);
        }
        foreach (var name in files.Disk.List())
        {
            if (name.EndsWith(LogFiles.TemporarySuffix, StringComparison.Ordinal))
                files.Disk.Delete(name);
        }
        files.Disk.SyncDirectory();
    }
}
