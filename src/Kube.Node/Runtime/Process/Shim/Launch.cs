using Kube.Node.Runtime.Process.Linux;

namespace Kube.Node.Runtime.Process.Shim;

/// <summary>
/// Starts one program, on a thread of its own that ends afterwards: the thread enters or makes the namespaces, changes root and user, and the program inherits them.
/// </summary>
/// <remarks>
/// Nothing here may throw for want of an assembly: after the root has changed, the runtime's files may be out of reach. Failures are texts.
/// The process namespace is left to the last moment: a thread that has asked for one cannot have new threads made on its behalf.
/// </remarks>
internal sealed unsafe partial class Launch
{
    private const int NotFound = 127;
    private const int NotExecutable = 126;
    private const int CannotStart = 128;

    private readonly Fields _spec;
    private readonly ShimProcess? _container;
    private readonly int[] _theirs = [-1, -1, -1];
    private string? _terminal;

    /// <summary>A container.</summary>
    public Launch(Fields spec)
    {
        _spec = spec;
        Request = spec;
        Tty = spec.Flag("tty");
    }

    /// <summary>A command in a container.</summary>
    public Launch(Fields request, Fields spec, ShimProcess container)
    {
        _spec = spec;
        _container = container;
        Request = request;
        Tty = request.Flag("tty");
    }

    public Fields Request { get; }

    public bool Tty { get; }

    public int Pid { get; private set; } = -1;

    public int PidFd { get; private set; } = -1;

    public int Stdin { get; private set; } = -1;

    public int Stdout { get; private set; } = -1;

    public int Stderr { get; private set; } = -1;

    public string? Failure { get; private set; }

    public int FailureCode { get; private set; } = CannotStart;

    private bool Isolated => _spec.Flag("isolated");

    /// <summary>Whether the program runs as another user than the shim, which then is root.</summary>
    private bool ChangesUser => _spec.Flag("changesuser");

    private bool OwnProcessNamespace => Isolated && _container is null && _spec.Text("pid") == "own";

    public void Run()
    {
        if (!MakePipes())
            return;
        var cgroups = OpenCgroups("/tasks");
        var later = OpenCgroups("/cgroup.procs");
        var self = '0';
        var arguments = Request.Texts("arg");
        var environment = Environment();
        if (Enter() && ChangeDirectory() && OpenTerminal() && FindProgram(arguments[0]) is { } program)
        {
            foreach (var fd in cgroups)
                Native.Write(fd, (byte*)&self, 1);
            if (OwnProcessNamespace)
                StartFirst(program, arguments, environment, later);
            else
                StartAsUser(program, arguments, environment, later);
        }

        foreach (var fd in (int[])[.. cgroups, .. later])
            Native.Close(fd);
    }

    public void CloseTheirs()
    {
        foreach (var fd in _theirs)
        {
            if (fd >= 0)
                Native.Close(fd);
        }
    }

    public void CloseOurs()
    {
        foreach (var fd in (int[])[Tty ? -1 : Stdin, Stdout, Stderr])
        {
            if (fd >= 0)
                Native.Close(fd);
        }
    }

    private bool Fail(string why, int code = CannotStart)
    {
        Failure = why;
        FailureCode = code;
        return false;
    }

    private bool MakePipes()
    {
        if (Tty)
            return true;
        var user = (uint)_spec.Number("uid");
        if (Request.Flag("stdin"))
        {
            if (!Pipe(out var read, out var write))
                return false;
            (_theirs[0], Stdin) = (read, write);
        }
        else
        {
            _theirs[0] = Native.Open("/dev/null", Sys.ReadOnly | Sys.CloseOnExec, 0);
        }

        if (!Pipe(out var out1, out var in1) || !Pipe(out var out2, out var in2))
            return false;
        (Stdout, _theirs[1], Stderr, _theirs[2]) = (out1, in1, out2, in2);
        foreach (var fd in (int[])[Stdin, Stdout, Stderr])
        {
            if (fd >= 0)
                Native.Fcntl(fd, Sys.SetFlags, Sys.NonBlocking);
        }

        // Programs open /dev/stdout anew: as another user they may only when the pipe is theirs.
        for (var i = Stdin >= 0 ? 0 : 1; i < 3 && ChangesUser; i++)
            Native.Fchown(_theirs[i], user, uint.MaxValue);
        return true;
    }

    private bool Pipe(out int read, out int write)
    {
        var ends = stackalloc int[2];
        var ok = Native.Pipe(ends, Sys.CloseOnExec) == 0;
        (read, write) = ok ? (ends[0], ends[1]) : (-1, -1);
        return ok || Fail("no pipe: " + Native.LastError);
    }

    private int[] OpenCgroups(string kind)
    {
        var files = _spec.Texts("cgroup").FindAll(file => file.EndsWith(kind, StringComparison.Ordinal));
        var fds = new List<int>();
        foreach (var file in files)
        {
            var fd = Native.Open(file, Sys.WriteOnly | Sys.CloseOnExec, 0);
            if (fd >= 0)
                fds.Add(fd);
        }

        return [.. fds];
    }

    private List<string> Environment()
    {
        var all = _spec.Texts("env");
        if (_container is not null)
            all.AddRange(Request.Texts("env"));
        return all;
    }

    /// <summary>Into the namespaces: a container's root is made, or a running container is joined.</summary>
    private bool Enter()
    {
        if (!Isolated)
            return true;
        if (Native.Unshare(Sys.NewNamespaceFs) != 0)
            return Fail("unshare: " + Native.LastError);
        if (_container is { } container)
        {
            // The container's program may be root's child, not ours: its descriptor names it for good.
            if (Native.Setns(container.PidFd, Sys.NewMount) != 0)
                return Fail("cannot enter the container: " + Native.LastError);
            return true;
        }

        return new ContainerRoot(_spec).Build() is not { } why || Fail(why);
    }

    private bool ChangeDirectory()
    {
        var directory = _spec.Text("cwd");
        if (directory.Length == 0)
            directory = "/";
        if (Isolated && _container is null)
            ContainerRoot.MakeDirectories(directory);
        return Native.Chdir(directory) == 0 || Fail($"chdir to cwd (\"{directory}\"): {Native.LastError}");
    }

    private bool OpenTerminal()
    {
        if (!Tty)
            return true;
        var master = Native.Open("/dev/ptmx", Sys.ReadWrite | Sys.CloseOnExec | Sys.NoControllingTerminal | Sys.NonBlocking, 0);
        if (master < 0)
            return Fail("no terminal: " + Native.LastError);
        var zero = 0;
        var number = 0;
        Native.Ioctl(master, Sys.UnlockPty, &zero);
        Native.Ioctl(master, Sys.PtyNumber, &number);
        (Stdin, Stdout) = (master, master);
        var size = stackalloc ushort[4] { (ushort)Request.Number("rows"), (ushort)Request.Number("columns"), 0, 0 };
        Native.Ioctl(master, Sys.SetWindowSize, size);

        // Held until the program holds it: without, the other end would look closed.
        _theirs[0] = Native.Ioctl(master, Sys.PtyPeer, (void*)(Sys.ReadWrite | Sys.NoControllingTerminal | Sys.CloseOnExec));
        if (ChangesUser && _theirs[0] >= 0)
            Native.Fchown(_theirs[0], (uint)_spec.Number("uid"), uint.MaxValue);
        _terminal = $"/dev/pts/{number}";
        return true;
    }
}
