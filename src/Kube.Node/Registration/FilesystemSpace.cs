using System.Runtime.InteropServices;
using Kube.Node.Eviction;

namespace Kube.Node.Registration;

/// <summary>How full the file system of a path is.</summary>
internal static partial class FilesystemSpace
{
    // statvfs: f_bsize, f_frsize, f_blocks, f_bfree, f_bavail, f_files, f_ffree, f_favail, each a word of 64 bits.
    private const int FragmentSize = 1, Blocks = 2, BlocksAvailable = 4, Files = 5, FilesAvailable = 7;

    /// <returns>Null when it cannot be told.</returns>
    public static unsafe (SignalUse Bytes, SignalUse Inodes)? Of(string path)
    {
        var words = stackalloc ulong[32];
        if (Statvfs(path, words) != 0) return null;
        var size = (long)words[FragmentSize];
        return (new((long)words[BlocksAvailable] * size, (long)words[Blocks] * size), new((long)words[FilesAvailable], (long)words[Files]));
    }

    [LibraryImport("libc", EntryPoint = "statvfs", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static unsafe partial int Statvfs(string path, ulong* result);
}
