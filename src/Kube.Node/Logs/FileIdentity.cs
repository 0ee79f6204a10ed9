using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Kube.Node.Logs;

/// <summary>Tells whether an open file is still the one that its path names.</summary>
internal static partial class FileIdentity
{
    private const int InodeOffset = 32;

    /// <returns>True also when nothing is at the path, or it cannot be told.</returns>
    public static bool IsStillAt(string path, SafeFileHandle handle)
    {
        var open = Inode(string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{handle.DangerousGetHandle()}"));
        var there = Inode(path);
        return open == 0 || there == 0 || open == there;
    }

    private static unsafe ulong Inode(string path)
    {
        const int atCurrentDirectory = -100;
        const uint inode = 0x100;
        var result = stackalloc byte[256];
        return Statx(atCurrentDirectory, path, 0, inode, result) == 0 ? *(ulong*)(result + InodeOffset) : 0;
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static unsafe partial int Statx(int directory, string path, int flags, uint mask, byte* result);
}
