using Kube.Store.Errors;

namespace Kube.Store.Disk;

/// <summary>A directory of the real file system.</summary>
internal sealed class FileStoreDisk(string directory) : IStoreDisk
{
    private const string LockName = "lock";

    public string Directory { get; } = Path.GetFullPath(directory);

    public IDisposable Lock()
    {
        System.IO.Directory.CreateDirectory(Directory);
        var path = Path.Combine(Directory, LockName);
        try
        {
            // FileShare.None is an advisory lock on Unix (flock), released by the system when the process ends, however it ends.
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        }
        catch (IOException error) when (error is not (DirectoryNotFoundException or FileNotFoundException or PathTooLongException) && File.Exists(path))
        {
            throw new StoreLockedException(Directory, error);
        }
    }

    public IReadOnlyList<string> List()
    {
        var names = new List<string>();
        foreach (var path in System.IO.Directory.EnumerateFiles(Directory))
            names.Add(Path.GetFileName(path));
        names.Remove(LockName);
        names.Sort(StringComparer.Ordinal);
        return names;
    }

    public IStoreFile Open(string name, StoreFileMode mode)
    {
        var path = Path.Combine(Directory, name);
        return DiskErrors.Translate(path, () => new FileStoreFile(path, File.OpenHandle(
            path, mode == StoreFileMode.Create ? FileMode.Create : FileMode.Open, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete)));
    }

    public void Rename(string from, string to) => File.Move(Path.Combine(Directory, from), Path.Combine(Directory, to), overwrite: true);

    public void Delete(string name) => File.Delete(Path.Combine(Directory, name));

    public void SyncDirectory()
    {
        if (OperatingSystem.IsWindows())
            return;                                             // NTFS journals names; there is no handle to flush
        PosixDisk.SyncDirectory(Directory);
    }
}
