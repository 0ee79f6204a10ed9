using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Kube.Store.Disk;

/// <summary>What .NET has no name for: syncing data without its timestamps, syncing a directory, reserving space, writing past the cache.</summary>
internal static partial class PosixDisk
{
    private const int Interrupted = 4;                          // EINTR
    private const int NotSupported = 95;                        // EOPNOTSUPP
    private const int WriteOnly = 1;                            // O_WRONLY
    private const int CloseOnExec = 0x80000;                    // O_CLOEXEC
    private const int Invalid = 22;                             // EINVAL: some file systems answer so to an fsync of a directory

    public static void SyncData(SafeFileHandle file, string path)
    {
        // Never again after a failure: the kernel may have dropped the dirty pages and would then report success.
        if (FDataSync(file) != 0)
            throw Failure("fdatasync", path, Marshal.GetLastPInvokeError());
    }

    public static void SyncDirectory(string path)
    {
        using var directory = OpenPath(path, 0);                // O_RDONLY
        if (directory.IsInvalid)
            throw Failure("open", path, Marshal.GetLastPInvokeError());
        if (FSync(directory) != 0 && Marshal.GetLastPInvokeError() is var error and not Invalid)
            throw Failure("fsync", path, error);
    }

    /// <summary>Extends a file with zeros whose blocks are reserved.</summary>
    public static void Reserve(SafeFileHandle file, string path, long length)
    {
        int error;
        do
        {
            error = Allocate(file, 0, length);
        }
        while (error == Interrupted);
        if (error == 0)
            return;
        if (DiskErrors.IsFull(error))
            throw DiskErrors.Full(path, null);
        if (error is not (NotSupported or Invalid))
            throw Failure("posix_fallocate", path, error);
        RandomAccess.SetLength(file, length);                   // without reservation; a write may then find the disk full, which the log expects
    }

    /// <summary>Opens a file for writes that pass the system's cache by. Null where that cannot be had.</summary>
    public static SafeFileHandle? TryOpenDirect(string path)
    {
        if (!OperatingSystem.IsLinux())
            return null;
        var direct = RuntimeInformation.ProcessArchitecture switch
        {
            Architecture.X64 => 0x4000,
            Architecture.Arm64 => 0x10000,
            _ => 0,
        };
        if (direct == 0)
            return null;
        var file = OpenPath(path, WriteOnly | CloseOnExec | direct);
        if (!file.IsInvalid)
            return file;
        file.Dispose();
        return null;
    }

    private static IOException Failure(string call, string path, int error) => new($"{call} of {path} failed: {Marshal.GetPInvokeErrorMessage(error)}", error);

    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    private static partial int FDataSync(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int FSync(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle OpenPath(string path, int flags);

    [LibraryImport("libc", EntryPoint = "posix_fallocate")]
    private static partial int Allocate(SafeFileHandle file, long offset, long length);
}
