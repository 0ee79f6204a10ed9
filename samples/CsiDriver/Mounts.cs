using System.Runtime.InteropServices;
using System.Runtime.Versioning;

[assembly: SupportedOSPlatform("linux")]

namespace Kube.Samples.CsiDriver;

/// <summary>Directories that are seen in other places.</summary>
internal static partial class Mounts
{
    private const ulong ReadOnly = 1;
    private const ulong Remount = 32;
    private const ulong BindMount = 4096;
    private const int Detach = 2;

    /// <summary>Shows a directory at another path as well, which is made; once.</summary>
    /// <exception cref="IOException">The kernel refused.</exception>
    public static void Bind(string source, string target, bool isReadOnly)
    {
        Directory.CreateDirectory(target);
        Show(source, target, isReadOnly);
    }

    /// <summary>Shows a file or a device at another path as well, whose directory is there; once.</summary>
    /// <exception cref="IOException">The kernel refused.</exception>
    public static void BindFile(string source, string target, bool isReadOnly)
    {
        if (!File.Exists(target)) File.Create(target).Dispose();
        Show(source, target, isReadOnly);
    }

    private static void Show(string source, string target, bool isReadOnly)
    {
        if (IsMounted(target)) return;
        if (Mount(source, target, null, BindMount, 0) != 0) throw Failure("mount", target);
        if (isReadOnly && Mount(null, target, null, BindMount | Remount | ReadOnly, 0) != 0) throw Failure("mount", target);
    }

    /// <summary>Takes it back, and the path with it.</summary>
    /// <exception cref="IOException">The kernel refused.</exception>
    public static void TakeAway(string target)
    {
        while (IsMounted(target))
            if (Unmount(target, Detach) != 0) throw Failure("umount", target);
        if (Directory.Exists(target)) Directory.Delete(target);
        else File.Delete(target);
    }

    private static bool IsMounted(string path) =>
        File.ReadLines("/proc/self/mountinfo").Any(line => line.Split(' ') is [_, _, _, _, var point, ..] && point == path);

    private static IOException Failure(string call, string path) => new($"{call} {path}: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}");

    [LibraryImport("libc", EntryPoint = "mount", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Mount(string? source, string target, string? type, ulong flags, nint data);

    [LibraryImport("libc", EntryPoint = "umount2", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Unmount(string target, int flags);
}
