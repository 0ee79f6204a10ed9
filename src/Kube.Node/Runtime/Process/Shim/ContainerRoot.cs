using System.Globalization;
using Kube.Node.Runtime.Process.Linux;

namespace Kube.Node.Runtime.Process.Shim;

/// <summary>
/// A container's file system: the host's, under a layer in memory that takes every change and goes with the container; own /dev, /proc, /sys, /tmp and /run; and the mounts.
/// Built in a mount namespace of the calling thread, so nothing of it is seen outside, and nothing is left to undo.
/// </summary>
internal sealed unsafe class ContainerRoot(Fields spec)
{
    private const string Tmpfs = "tmpfs";

    private static readonly string[] Devices = ["null", "zero", "full", "random", "urandom", "tty"];

    /// <summary>Null, or why it cannot be.</summary>
    public string? Build()
    {
        if (Native.Unshare(Sys.NewMount) != 0)
            return Why("unshare");

        // The host's later mounts are still seen; ours never leave.
        if (Native.Mount(null, "/", null, Sys.MountRecursive | Sys.MountSlave, null) != 0)
            return Why("mount propagation");

        var mounts = ReadMounts(out var missing);
        if (missing is not null)
            return missing;
        var devices = OpenDevices();
        if (MakeLayer() is { } failure)
            return failure;
        MountKernel(devices);
        foreach (var mount in mounts)
        {
            if (Attach(mount) is { } why)
                return why;
        }

        WriteFiles();
        if (spec.Flag("readonlyroot"))
            MakeReadOnly(mounts);
        return null;
    }

    public static void MakeDirectories(string path)
    {
        for (var slash = path.IndexOf('/', 1); slash > 0; slash = path.IndexOf('/', slash + 1))
            Native.Mkdir(path[..slash], 0x1ED); // 0755
        Native.Mkdir(path, 0x1ED);
    }

    private static string Why(string what) => $"{what}: {Native.LastError}";

    /// <summary>Clones what is to be mounted while the host's paths still mean what the agent meant.</summary>
    private List<TakenMount> ReadMounts(out string? missing)
    {
        missing = null;
        var mounts = new List<TakenMount>();
        var sources = spec.Texts("mount.source");
        var targets = spec.Texts("mount.target");
        var options = spec.Texts("mount.options");
        for (var i = 0; i < sources.Count; i++)
        {
            var tree = OpenTree(sources[i]);
            if (tree < 0)
            {
                missing = $"error mounting \"{sources[i]}\" to \"{targets[i]}\": {Native.LastError}";
                return mounts;
            }

            mounts.Add(new(tree, targets[i], options[i], File.Exists(sources[i])));
        }

        // Parents before what lies in them, otherwise in the order given.
        return [.. mounts.OrderBy(mount => mount.Target.Count(letter => letter == '/'))];
    }

    private static int OpenTree(string path)
    {
        using var name = new NativeStrings([path]);
        return (int)Native.Syscall(Sys.OpenTree, Sys.AtCurrent, (nint)name.Pointer[0], Sys.OpenTreeClone | Sys.CloseOnExec | Sys.AtRecursive, 0, 0);
    }

    private List<TakenMount> OpenDevices()
    {
        var devices = new List<TakenMount>();
        foreach (var device in Devices)
            devices.Add(new(OpenTree("/dev/" + device), "/dev/" + device, "", IsFile: true));
        if (spec.Text("pid") == "host")
            devices.Add(new(OpenTree("/proc"), "/proc", "", IsFile: false));
        if (spec.Text("shm") is { Length: > 0 } shared)
            devices.Add(new(OpenTree(shared), "/dev/shm", "", IsFile: false));
        return devices;
    }

    private string? MakeLayer()
    {
        // Any directory will do to build on: what is mounted here is seen in this namespace only.
        var stage = spec.Text("stage");
        if (Native.Mount(Tmpfs, stage, Tmpfs, Sys.MountNoSuid, "mode=755") != 0)
            return Why("mount tmpfs");
        if (Native.Chdir(stage) != 0)
            return Why("chdir");
        Native.Mkdir("u", 0x1ED);
        Native.Mkdir("w", 0x1ED);
        Native.Mkdir("m", 0x1ED);
        if (Native.Mount("overlay", "m", "overlay", Sys.MountNoSuid, "lowerdir=/,upperdir=u,workdir=w") != 0)
            return Why("mount overlay");
        if (Native.Chdir("m") != 0)
            return Why("chdir");
        using var here = new NativeStrings(["."]);
        if (Native.Syscall(Sys.PivotRoot, (nint)here.Pointer[0], (nint)here.Pointer[0], 0, 0, 0) != 0)
            return Why("pivot_root");
        Native.Umount(".", Sys.DetachMount);
        return Native.Chdir("/") == 0 ? null : Why("chdir");
    }

    private void MountKernel(List<TakenMount> devices)
    {
        const nuint Harmless = Sys.MountNoSuid | Sys.MountNoDevices;
        Native.Mount("proc", "/proc", "proc", Harmless | Sys.MountNoExec, null);
        Native.Mount("sysfs", "/sys", "sysfs", Harmless | Sys.MountNoExec | Sys.MountReadOnly, null);
        Native.Mount(Tmpfs, "/tmp", Tmpfs, Harmless, "mode=1777");
        Native.Mount(Tmpfs, "/run", Tmpfs, Harmless, "mode=755");
        Native.Mount(Tmpfs, "/dev", Tmpfs, Sys.MountNoSuid, "mode=755,size=65536k");
        MakeDirectories("/dev/pts");
        MakeDirectories("/dev/shm");
        MakeDirectories("/dev/mqueue");
        MakeDirectories("/run/lock");
        Native.Mount("devpts", "/dev/pts", "devpts", Sys.MountNoSuid | Sys.MountNoExec, "newinstance,ptmxmode=0666,mode=0620,gid=5");
        Native.Mount(Tmpfs, "/dev/shm", Tmpfs, Harmless | Sys.MountNoExec, "mode=1777,size=65536k");
        foreach (var device in devices)
            Attach(device);
        Native.Symlink("pts/ptmx", "/dev/ptmx");
        Native.Symlink("/proc/self/fd", "/dev/fd");
        Native.Symlink("/proc/self/fd/0", "/dev/stdin");
        Native.Symlink("/proc/self/fd/1", "/dev/stdout");
        Native.Symlink("/proc/self/fd/2", "/dev/stderr");
    }

    private static string? Attach(TakenMount mount)
    {
        if (mount.IsFile)
        {
            var slash = mount.Target.LastIndexOf('/');
            if (slash > 0)
                MakeDirectories(mount.Target[..slash]);
            var fd = Native.Open(mount.Target, Sys.WriteOnly | Sys.Create | Sys.CloseOnExec | Sys.NonBlocking | Sys.NoControllingTerminal, 0x1A4); // 0644
            if (fd >= 0)
                Native.Close(fd);
        }
        else
        {
            MakeDirectories(mount.Target);
        }

        using var names = new NativeStrings(["", mount.Target]);
        var moved = Native.Syscall(Sys.MoveMount, mount.Tree, (nint)names.Pointer[0], Sys.AtCurrent, (nint)names.Pointer[1], Sys.MoveFromEmptyPath);
        if (moved != 0)
            return Why($"error mounting to \"{mount.Target}\"");
        Native.Close(mount.Tree);
        var propagation = mount.Options.Contains("shared", StringComparison.Ordinal) ? Sys.MountShared
            : mount.Options.Contains("slave", StringComparison.Ordinal) ? Sys.MountSlave : Sys.MountPrivate;
        Native.Mount(null, mount.Target, null, propagation | Sys.MountRecursive, null);
        if (!mount.Options.Contains("ro", StringComparison.Ordinal))
            return null;
        return Native.Mount(null, mount.Target, null, Sys.MountBind | Sys.MountRemount | Sys.MountReadOnly, null) == 0
            ? null
            : Why($"error making \"{mount.Target}\" read-only");
    }

    /// <summary>The pod's own /etc/hosts and the like, where no mount gives them. The layer takes them; the host's files stay.</summary>
    private void WriteFiles()
    {
        var paths = spec.Texts("file.path");
        var texts = spec.Texts("file.text");
        for (var i = 0; i < paths.Count; i++)
        {
            Native.Unlink(paths[i]); // Often a link to where this container cannot see.
            var fd = Native.Open(paths[i], Sys.WriteOnly | Sys.Create | Sys.CloseOnExec, 0x1A4);
            if (fd < 0)
                continue;
            var bytes = global::System.Text.Encoding.UTF8.GetBytes(texts[i]);
            fixed (byte* start = bytes)
                Native.Write(fd, start, bytes.Length);
            Native.Close(fd);
        }
    }

    private static void MakeReadOnly(List<TakenMount> mounts)
    {
        foreach (var path in (string[])["/", "/tmp", "/run"])
        {
            if (!mounts.Exists(mount => mount.Target.TrimEnd('/') == path))
                Native.Mount(null, path, null, Sys.MountBind | Sys.MountRemount | Sys.MountReadOnly, null);
        }
    }

    private readonly record struct TakenMount(int Tree, string Target, string Options, bool IsFile);
}
