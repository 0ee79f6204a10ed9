using Kube.Node.Runtime.Process;
using Kube.Node.Runtime.Process.Linux;

namespace Kube.Node.Netlink;

/// <summary>A network namespace of this machine: that of this process, or one with a name, kept below <c>/run/netns</c> where the <c>ip</c> tool looks for it too.</summary>
internal sealed class NetworkNamespace
{
    private const string Directory = "/run/netns";

    private NetworkNamespace(string name) => Name = name;

    /// <summary>The namespace that this process is in.</summary>
    public static NetworkNamespace Own { get; } = new("");

    /// <summary>Its name; empty for this process's own.</summary>
    public string Name { get; }

    /// <summary>The file that stands for it.</summary>
    public string Path => Name.Length == 0 ? "/proc/self/ns/net" : $"{Directory}/{Name}";

    /// <summary>The namespace of a name; it need not exist yet.</summary>
    public static NetworkNamespace Named(string name) => new(name);

    /// <summary>Makes a new namespace, which has a loopback interface that is up and nothing else. One of that name that is there goes first.</summary>
    /// <exception cref="NetlinkException">The kernel refused.</exception>
    public static NetworkNamespace Create(string name)
    {
        var made = new NetworkNamespace(name);
        made.Delete();
        System.IO.Directory.CreateDirectory(Directory);
        File.WriteAllBytes(made.Path, []);
        NamespaceThread.Run(() =>
        {
            Check(Native.Unshare(Sys.NewNetwork), $"make network namespace {name}");
            // The thread's own file: the process as a whole is still where it was.
            Check(Native.Mount("/proc/thread-self/ns/net", made.Path, null, Sys.MountBind, null), $"keep network namespace {name}");
            using var links = new NetworkLinks();
            links.PutUp("lo");
            return true;
        });
        return made;
    }

    /// <summary>The names of those whose name begins so.</summary>
    public static IReadOnlyList<string> Names(string prefix) => System.IO.Directory.Exists(Directory)
        ? [.. System.IO.Directory.EnumerateFiles(Directory, prefix + "*").Select(path => System.IO.Path.GetFileName(path)).Order(StringComparer.Ordinal)]
        : [];

    /// <summary>Gives the name up; one that is not there is success. The namespace itself lasts until the last process in it ends.</summary>
    public void Delete()
    {
        if (!File.Exists(Path)) return;
        _ = Native.Umount(Path, Sys.DetachMount);
        File.Delete(Path);
    }

    /// <summary>Runs a few system calls in the namespace, on a thread of its own; sockets that are opened in it stay in it.</summary>
    /// <exception cref="NetlinkException">There is no such namespace.</exception>
    public T Run<T>(Func<T> body) => Name.Length == 0 ? body() : NamespaceThread.Run(() =>
    {
        var descriptor = Open();
        var entered = Native.Setns(descriptor, Sys.NewNetwork);
        var error = Native.LastErrorNumber;
        _ = Native.Close(descriptor);
        return entered == 0 ? body() : throw new NetlinkException($"enter network namespace {Name}", error);
    });

    /// <inheritdoc cref="Run{T}(Func{T})"/>
    public void Run(Action body) => Run(() =>
    {
        body();
        return true;
    });

    /// <summary>Opens the file that stands for it; the caller closes it.</summary>
    /// <exception cref="NetlinkException">There is no such namespace.</exception>
    public int Open()
    {
        var descriptor = Native.Open(Path, Sys.ReadOnly | Sys.CloseOnExec, 0);
        Check(descriptor, $"open network namespace {Name}");
        return descriptor;
    }

    private static void Check(int result, string operation)
    {
        if (result < 0) throw new NetlinkException(operation, Native.LastErrorNumber);
    }
}
