using System.Globalization;

namespace Kube.Node.Volumes;

/// <summary>
/// Writes a payload so that readers see all of the old or all of the new (upstream's <c>pkg/volume/util/atomic_writer.go</c>): files live in a directory named by time,
/// <c>..data</c> links to it and is replaced by a rename, and each top-level name links through <c>..data</c>.
/// </summary>
internal sealed class AtomicPayload(string directory, long? group, TimeProvider time)
{
    private const string Data = "..data";
    private const string NewData = "..data_tmp";

    /// <returns>Whether anything changed.</returns>
    public bool Write(IReadOnlyDictionary<string, VolumeFile> files)
    {
        foreach (var path in files.Keys) Check(path);
        var link = Path.Combine(directory, Data);
        var old = new FileInfo(link).LinkTarget;
        if (old is not null && IsSame(Path.Combine(directory, old), files)) return false;

        var fresh = Fresh();
        foreach (var (path, file) in files) WriteFile(Path.Combine(directory, fresh, path), file);
        SetGroup(Path.Combine(directory, fresh), isDirectory: true);

        var temporary = Path.Combine(directory, NewData);
        File.Delete(temporary);
        File.CreateSymbolicLink(temporary, fresh);
        VolumeNative.Rename(temporary, link);

        LinkNames(files);
        if (old is not null) Directory.Delete(Path.Combine(directory, old), recursive: true);
        return true;
    }

    private static void Check(string path)
    {
        if (path.Length == 0 || path.StartsWith('/')) throw new VolumeException($"invalid path: must be relative path: {path}");
        if (path.Split('/').Contains("..")) throw new VolumeException($"invalid path: must not contain '..': {path}");
        if (path.Split('/')[0].StartsWith("..", StringComparison.Ordinal)) throw new VolumeException($"invalid path: must not start with '..': {path}");
    }

    private static bool IsSame(string current, IReadOnlyDictionary<string, VolumeFile> files)
    {
        if (!Directory.Exists(current)) return false;
        var there = Directory.GetFiles(current, "*", SearchOption.AllDirectories);
        if (there.Length != files.Count) return false;
        foreach (var path in there)
        {
            if (!files.TryGetValue(Path.GetRelativePath(current, path), out var wanted)) return false;
            if (!File.ReadAllBytes(path).AsSpan().SequenceEqual(wanted.Data.Span)) return false;
        }

        return true;
    }

    private string Fresh()
    {
        var stamp = time.GetUtcNow().ToString("yyyy_MM_dd_HH_mm_ss", CultureInfo.InvariantCulture);
        for (var i = 0; ; i++)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"..{stamp}.{(time.GetTimestamp() + i) % 1_000_000_000:D9}");
            var path = Path.Combine(directory, name);
            if (Directory.Exists(path)) continue;
            MakeDirectory(path);
            return name;
        }
    }

    private void WriteFile(string path, VolumeFile file)
    {
        var parent = Path.GetDirectoryName(path)!;
        if (!Directory.Exists(parent)) MakeDirectory(parent);
        using (var output = new FileStream(path, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite }))
            output.Write(file.Data.Span);
        File.SetUnixFileMode(path, (UnixFileMode)(file.Mode & 0x1ff));
        if (file.Owner is { } owner && VolumeNative.IsRoot) VolumeNative.Chown(path, owner, null);
        SetGroup(path, isDirectory: false);
    }

    private void MakeDirectory(string path)
    {
        Directory.CreateDirectory(path);
        // Said again: the process's mask may have taken bits away.
        File.SetUnixFileMode(path, VolumeModes.Readable);
        SetGroup(path, isDirectory: true);
    }

    private void SetGroup(string path, bool isDirectory)
    {
        if (group is { } id) VolumeModes.GiveToGroup(path, id, isDirectory, readOnly: true);
    }

    private void LinkNames(IReadOnlyDictionary<string, VolumeFile> files)
    {
        var wanted = files.Keys.Select(path => path.Split('/')[0]).ToHashSet(StringComparer.Ordinal);
        foreach (var entry in new DirectoryInfo(directory).EnumerateFileSystemInfos())
            if (!entry.Name.StartsWith("..", StringComparison.Ordinal) && !wanted.Contains(entry.Name)) entry.Delete();
        foreach (var name in wanted)
        {
            var path = Path.Combine(directory, name);
            if (new FileInfo(path).LinkTarget is null) File.CreateSymbolicLink(path, $"{Data}/{name}");
        }
    }
}
