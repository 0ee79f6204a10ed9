using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Kube.Node.Volumes;

/// <summary>System calls that the class library does not have.</summary>
internal static partial class VolumeNative
{
    public const int OpenDirectory = 0x10000;
    public const int OpenPath = 0x200000;
    public const int OpenCloseOnExec = 0x80000;
    public const int OpenNonBlocking = 0x800;
    public const int OpenNoTerminal = 0x100;
    public const nuint MountBind = 0x1000;
    public const nuint MountNoSuid = 2;
    public const nuint MountNoDevices = 4;
    public const int UnmountDetach = 2;
    private const int NotPermitted = 1, NoEntry = 2, AccessDenied = 13, CrossDevice = 18, NotDirectory = 20, LinkLoop = 40;
    private const int RegularFile = 0x8000, DirectoryFile = 0x4000, AtEmptyPath = 0x1000;
    private const ulong NoMagicLinks = 0x02, NoLinks = 0x04, Beneath = 0x08, AsRoot = 0x10;

    public static bool IsRoot { get; } = GetEffectiveUserId() == 0;

    public static void Chown(string path, long? user, long? group)
    {
        if (LinkChown(path, user is { } u ? (uint)u : uint.MaxValue, group is { } g ? (uint)g : uint.MaxValue) != 0) throw Failure("chown", path);
    }

    public static void Mount(string? source, string target, string? type, nuint flags, string? data)
    {
        if (MountCall(source, target, type, flags, data) != 0) throw Failure("mount", target);
    }

    /// <summary>Replaces a path in one step; unlike the class library's move it does not care what links point to.</summary>
    public static void Rename(string from, string to)
    {
        if (RenameCall(from, to) != 0) throw Failure("rename", from);
    }

    public static void Unmount(string target)
    {
        // Not mounted any more is what was wanted.
        _ = UnmountCall(target, UnmountDetach);
    }

    /// <summary>Opens a path below a directory; the kernel itself sees to it that no link, however quickly it is swapped in, leads out.</summary>
    /// <param name="root">The directory, without links.</param>
    /// <param name="relative">The path below it.</param>
    /// <param name="makeMode">The mode of directories that are made for what is missing.</param>
    /// <exception cref="VolumeException">It leads out, or cannot be opened.</exception>
    public static int OpenBeneath(string root, string relative, uint makeMode)
    {
        var handle = Open(root, OpenPath | OpenCloseOnExec | OpenDirectory, 0);
        if (handle < 0) throw Failure("open", root);
        var done = "";
        foreach (var part in relative.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            // From the root anew: a link on the way may lead up, as long as it stays within.
            var next = done.Length == 0 ? part : $"{done}/{part}";
            var opened = ResolveBeneath(handle, next);
            if (opened < 0 && Marshal.GetLastPInvokeError() == NoEntry)
            {
                var parent = done.Length == 0 ? handle : ResolveBeneath(handle, done);
                if (parent >= 0) _ = MakeDirectoryAt(parent, part, makeMode);
                if (parent >= 0 && parent != handle) _ = Close(parent);
                opened = ResolveBeneath(handle, next);
            }

            if (opened < 0)
            {
                var error = Marshal.GetLastPInvokeError();
                _ = Close(handle);
                throw error is CrossDevice or LinkLoop
                    ? new VolumeException($"subpath \"{relative}\" not within volume path \"{root}\"")
                    : new VolumeException($"open {root}/{next}: {Marshal.GetPInvokeErrorMessage(error)}");
            }

            _ = Close(opened);
            done = next;
        }

        if (done.Length == 0) return handle;
        var result = ResolveBeneath(handle, done);
        var failure = result < 0 ? Failure("open", $"{root}/{relative}") : null;
        _ = Close(handle);
        return failure is null ? result : throw failure;
    }

    /// <summary>
    /// Opens a file below a directory to read it, as if that directory were the root: links lead within, however quickly they are swapped in. What is no file is refused, so that
    /// nobody who can write there makes the reader wait for a pipe's other end.
    /// </summary>
    /// <param name="root">The directory, without links.</param>
    /// <param name="relative">The path below it.</param>
    /// <exception cref="VolumeException">It is missing, no file, or cannot be read.</exception>
    public static SafeFileHandle OpenFile(string root, string relative)
    {
        var place = $"{root}/{relative}";
        var directory = Open(root, OpenPath | OpenCloseOnExec | OpenDirectory, 0);
        if (directory < 0) throw Failure("open", root);
        var opened = Resolve(directory, relative, OpenCloseOnExec | OpenNonBlocking | OpenNoTerminal, AsRoot | NoMagicLinks);
        var failure = opened < 0 ? Failure("open", place) : null;
        _ = Close(directory);
        if (failure is not null) throw failure;
        if (KindOf(opened, "", AtEmptyPath) == RegularFile) return new(opened, ownsHandle: true);
        _ = Close(opened);
        throw new VolumeException($"open {place}: not a regular file");
    }

    /// <summary>Opens a file or a directory below a directory to read it. No link is followed, not even one that is swapped in meanwhile.</summary>
    /// <param name="root">The directory, without links.</param>
    /// <param name="relative">The path below it; empty: the directory itself.</param>
    /// <exception cref="FileNotFoundException">It is missing, or a link is on the way.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read, or is neither of the two.</exception>
    /// <exception cref="IOException">It cannot be read now.</exception>
    public static OpenedPath OpenWithoutLinks(string root, string relative)
    {
        var place = $"{root}/{relative}";
        var directory = Open(root, OpenPath | OpenCloseOnExec | OpenDirectory, 0);
        if (directory < 0) throw Denial(place);
        var opened = Resolve(directory, relative.Length == 0 ? "." : relative, OpenCloseOnExec | OpenNonBlocking | OpenNoTerminal, Beneath | NoLinks | NoMagicLinks);
        var failure = opened < 0 ? Denial(place) : null;
        _ = Close(directory);
        if (failure is not null) throw failure;
        var kind = KindOf(opened, "", AtEmptyPath);
        if (kind is RegularFile or DirectoryFile) return new(new(opened, ownsHandle: true), kind == DirectoryFile);
        _ = Close(opened);
        throw new UnauthorizedAccessException(place);
    }

    /// <summary>The group of a file; -1 when it is missing.</summary>
    public static unsafe long GroupOf(string path)
    {
        const int atCurrentDirectory = -100;
        const uint group = 0x10;
        var result = stackalloc byte[256];
        return Statx(atCurrentDirectory, path, 0, group, result) == 0 ? *(uint*)(result + 24) : -1;
    }

    /// <summary>The space that a file takes, links not followed; nothing when it is missing.</summary>
    public static unsafe (long Bytes, ulong Inode, bool IsLinked) SpaceOf(string path)
    {
        const int atCurrentDirectory = -100, noFollow = 0x100;
        const uint typeLinksInodeBlocks = 0x505;
        var result = stackalloc byte[256];
        if (Statx(atCurrentDirectory, path, noFollow, typeLinksInodeBlocks, result) != 0) return default;
        // A directory has a name for itself in each one below it.
        var isDirectory = (*(ushort*)(result + 28) & 0xF000) == DirectoryFile;
        return (*(long*)(result + 48) * 512, *(ulong*)(result + 32), !isDirectory && *(uint*)(result + 16) > 1);
    }

    private static int ResolveBeneath(int root, string path)
    {
        return Resolve(root, path, OpenPath | OpenCloseOnExec, Beneath | NoMagicLinks);
    }

    private static unsafe int Resolve(int root, string path, ulong flags, ulong rules)
    {
        const int openat2 = 437;
        var how = stackalloc ulong[3] { flags, 0, rules };
        return (int)SystemCall(openat2, root, path, how, 24);
    }

    [LibraryImport("libc", EntryPoint = "close")]
    public static partial int Close(int handle);

    private static Exception Denial(string place) => Marshal.GetLastPInvokeError() switch
    {
        NoEntry or NotDirectory or CrossDevice or LinkLoop => new FileNotFoundException(place),
        NotPermitted or AccessDenied => new UnauthorizedAccessException(place),
        var error => new IOException($"open {place}: {Marshal.GetPInvokeErrorMessage(error)}"),
    };

    private static VolumeException Failure(string call, string path) => new($"{call} {path}: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}");

    /// <summary>The kind of a file, links followed: one of the <c>S_IF…</c> values; 0 when it is missing.</summary>
    public static int FileKind(string path)
    {
        const int atCurrentDirectory = -100;
        return KindOf(atCurrentDirectory, path, 0);
    }

    private static unsafe int KindOf(int directory, string path, int flags)
    {
        const uint mode = 2;
        var result = stackalloc byte[256];
        return Statx(directory, path, flags, mode, result) == 0 ? *(ushort*)(result + 28) & 0xF000 : 0;
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static unsafe partial int Statx(int directory, string path, int flags, uint mask, byte* result);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint GetEffectiveUserId();

    [LibraryImport("libc", EntryPoint = "lchown", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int LinkChown(string path, uint user, uint group);

    [LibraryImport("libc", EntryPoint = "rename", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int RenameCall(string from, string to);

    [LibraryImport("libc", EntryPoint = "mount", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int MountCall(string? source, string target, string? type, nuint flags, string? data);

    [LibraryImport("libc", EntryPoint = "umount2", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int UnmountCall(string target, int flags);

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Open(string path, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "mkdirat", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int MakeDirectoryAt(int directory, string path, uint mode);

    [LibraryImport("libc", EntryPoint = "syscall", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static unsafe partial nint SystemCall(nint number, nint directory, string path, ulong* how, nuint size);
}
