using System.Globalization;
using System.Text;
using Kube.Node.Runtime.Process.Linux;

namespace Kube.Node.Runtime.Process.Shim;

internal sealed unsafe partial class Launch
{
    /// <summary>Where the kernel writes the pid in a siginfo: behind three numbers, aligned for pointers.</summary>
    private const int PidInSignal = 16;

    private const string DefaultPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /// <summary>Looks the program up as the user who will run it, so that a refusal is known before anything starts.</summary>
    private string? FindProgram(string name)
    {
        var user = (uint)_spec.Number("uid");
        if (ChangesUser)
        {
            Native.Setfsgid((uint)_spec.Number("gid"));
            Native.Setfsuid(user);
        }

        var error = 0;
        var found = name.Contains('/', StringComparison.Ordinal) ? (CanRun(name, ref error) ? name : null) : Search(name, ref error);
        if (ChangesUser)
        {
            Native.Setfsuid(0);
            Native.Setfsgid(0);
        }

        if (found is not null)
            return found;
        if (error == Sys.ErrorAccess)
            Fail($"exec: \"{name}\": permission denied", NotExecutable);
        else if (name.Contains('/', StringComparison.Ordinal))
            Fail($"exec: \"{name}\": stat {name}: no such file or directory", NotFound);
        else
            Fail($"exec: \"{name}\": executable file not found in $PATH", NotFound);
        return null;
    }

    private string? Search(string name, ref int error)
    {
        var path = DefaultPath;
        foreach (var variable in Environment())
        {
            if (variable.StartsWith("PATH=", StringComparison.Ordinal))
                path = variable[5..];
        }

        foreach (var directory in path.Split(':'))
        {
            var candidate = (directory.Length == 0 ? "." : directory) + "/" + name;
            if (CanRun(candidate, ref error))
                return candidate;
        }

        return null;
    }

    private static bool CanRun(string path, ref int error)
    {
        if (Native.Faccessat(Sys.AtCurrent, path, Sys.ExecuteAccess, Sys.AtEffectiveAccess) == 0)
        {
            // A directory may be entered, not executed.
            var fd = Native.Open(path + "/.", Sys.PathOnly | Sys.CloseOnExec, 0);
            if (fd < 0)
                return true;
            Native.Close(fd);
            error = Sys.ErrorAccess;
        }
        else if (Native.LastErrorNumber == Sys.ErrorAccess)
        {
            error = Sys.ErrorAccess;
        }

        return false;
    }

    /// <summary>
    /// Starts the first process of a new process namespace. Its /proc can be mounted only from inside, so it begins as util-linux's programs, which become the container's
    /// program step by step, still as the same process: mount /proc, become the user, take the environment.
    /// </summary>
    /// <remarks>The environment comes last: the pod's author chose it, and until the user has changed it would act as root.</remarks>
    private void StartFirst(string program, List<string> arguments, List<string> environment, int[] cgroups)
    {
        // setpriv and env look a bare name up by themselves, by the container's PATH, and keep it as argument zero.
        var name = arguments[0].Contains('/', StringComparison.Ordinal) ? program : arguments[0];
        var line = new List<string>
        {
            "/usr/bin/unshare", "--mount-proc", "--propagation", "unchanged", "--",
            "/usr/bin/setpriv",
            "--reuid", _spec.Text("uid"), "--regid", _spec.Text("gid"),
        };
        var groups = _spec.Texts("group");
        if (groups.Count == 0)
            line.Add("--clear-groups");
        else
            line.AddRange(["--groups", string.Join(',', groups)]);
        line.AddRange(["--bounding-set", _spec.Text("setprivcaps"), "--inh-caps=-all"]);
        if (_spec.Flag("nonewprivileges"))
            line.Add("--no-new-privs");
        line.AddRange(["--", "/usr/bin/env", "-i", "--"]);
        line.AddRange(environment);
        line.Add(name);
        line.AddRange(arguments.Skip(1));

        var request = new SpawnRequest { Path = line[0], Arguments = line, Environment = ["PATH=" + DefaultPath, "LC_ALL=C"], Descriptors = _theirs, Terminal = _terminal };
        Started(request.Start(Sys.NewPid), cgroups, arguments[0]);
        if (Pid > 0)
            AwaitProgram(arguments[0]);
    }

    /// <summary>Waits until the helpers have become the container's program; a few milliseconds.</summary>
    private void AwaitProgram(string name)
    {
        var info = stackalloc byte[128];
        var exe = stackalloc byte[256];
        for (var i = 0; i < 1000; i++)
        {
            var length = (int)Native.Readlink($"/proc/{Pid}/exe", exe, 256);
            var path = length > 0 ? Encoding.UTF8.GetString(exe, length) : "";
            var isHelper = path.Length == 0 || path.EndsWith("/unshare", StringComparison.Ordinal)
                || path.EndsWith("/setpriv", StringComparison.Ordinal) || path.EndsWith("/env", StringComparison.Ordinal);
            if (!isHelper)
                return;
            new Span<byte>(info, 128).Clear();
            Native.Waitid(Sys.ByPid, Pid, info, Sys.Exited | Sys.NoHang | Sys.NoWait);
            if (*(int*)(info + PidInSignal) == Pid || name.EndsWith("env", StringComparison.Ordinal))
                return;
            Native.Poll(null, 0, 1);
        }
    }

    /// <summary>Becomes the user on this thread and starts the program itself; the kernel's refusal is the answer.</summary>
    private void StartAsUser(string program, List<string> arguments, List<string> environment, int[] cgroups)
    {
        if (!JoinAndDrop())
            return;
        Started(
            new SpawnRequest { Path = program, Arguments = arguments, Environment = environment, Descriptors = _theirs, Terminal = _terminal }.Start(),
            cgroups,
            arguments[0]);
    }

    private bool JoinAndDrop()
    {
        if (Isolated && _container is { } joined && Native.Setns(joined.PidFd, Sys.NewPid) != 0)
            return Fail("cannot enter the container's processes: " + Native.LastError);
        foreach (var capability in _spec.Texts("drop"))
            Native.Prctl(Sys.DropBoundingCapability, (nuint)int.Parse(capability, CultureInfo.InvariantCulture), 0, 0, 0);
        if (_spec.Flag("nonewprivileges"))
            Native.Prctl(Sys.SetNoNewPrivileges, 1, 0, 0, 0);
        if (!ChangesUser)
            return true;

        // Raw calls change this thread alone; the library's would change every thread of the shim.
        var groups = _spec.Texts("group");
        var numbers = stackalloc uint[groups.Count + 1];
        for (var i = 0; i < groups.Count; i++)
            numbers[i] = uint.Parse(groups[i], CultureInfo.InvariantCulture);
        var group = (nint)_spec.Number("gid");
        var user = (nint)_spec.Number("uid");
        return (Native.Syscall(Sys.SetGroups, groups.Count, (nint)numbers, 0, 0, 0) == 0
            && Native.Syscall(Sys.SetGroupIds, group, group, group, 0, 0) == 0
            && Native.Syscall(Sys.SetUsers, user, user, user, 0, 0) == 0) || Fail("cannot become the user: " + Native.LastError);
    }

    private void Started(int pid, int[] cgroups, string name = "")
    {
        if (pid < 0)
        {
            var error = -pid;
            var text = global::System.Runtime.InteropServices.Marshal.GetPInvokeErrorMessage(error).ToLowerInvariant();
            Fail($"exec: \"{name}\": {text}", error == Sys.ErrorNotFound ? NotFound : NotExecutable);
            return;
        }

        Pid = pid;
        var digits = Encoding.ASCII.GetBytes(pid.ToString(CultureInfo.InvariantCulture));
        fixed (byte* bytes = digits)
        {
            foreach (var cgroup in cgroups)
                Native.Write(cgroup, bytes, digits.Length);
        }

        PidFd = (int)Native.Syscall(Sys.PidfdOpen, pid, 0, 0, 0, 0);
    }
}
