using System.Globalization;
using Kube.Node.Runtime.Process.Linux;

namespace Kube.Node.Runtime.Process.Shim;

internal sealed unsafe partial class ShimServer
{
    /// <summary>How long a command's output is awaited after its end: what it left in the background may hold it open for ever.</summary>
    private static readonly TimeSpan Linger = TimeSpan.FromSeconds(2);

    /// <summary>Collects all that ended: containers, commands, and orphans that came to this process.</summary>
    private void Reap()
    {
        int pid;
        int status;
        while ((pid = Native.Waitpid(-1, &status, Sys.NoHang)) > 0)
        {
            foreach (var process in _processes)
            {
                if (process.Pid != pid || process.HasExited)
                    continue;
                process.HasExited = true;
                process.FinishedAt = _time.GetUtcNow();
                process.Signal = status & 0x7F;
                process.ExitCode = process.Signal == 0 ? (status >> 8) & 0xFF : 128 + process.Signal;
                if (process.Owner is null)
                    EndContainer(process);
                break;
            }
        }
    }

    private void EndContainer(ShimProcess process)
    {
        // What it started goes with it. In a process namespace of its own the kernel has done that already.
        Native.Kill(-process.Pid, Sys.SigKill);
        foreach (var other in _processes)
        {
            if (other.Owner is not null && other.Id == process.Id && !other.HasExited)
                Native.Kill(-other.Pid, Sys.SigKill);
        }

        foreach (var procs in process.Spec.Texts("cgroup"))
            KillAll(procs);
        process.OutOfMemory = process.Signal == Sys.SigKill && OutOfMemoryKills(process.Spec.Text("oom")) > 0;
        Drain(process, 0);
        Drain(process, 1);
        process.Log?.End(0, process.FinishedAt);
        process.Log?.End(1, process.FinishedAt);
        WriteRecord(process);
        Tell(FrameKind.Exited, process);
    }

    /// <summary>Ends what is left in a container's cgroup: processes that left their session, where no process namespace holds them.</summary>
    private static void KillAll(string procs)
    {
        try
        {
            foreach (var line in File.ReadLines(procs))
            {
                // 0 is a process that this namespace does not see.
                if (int.TryParse(line, CultureInfo.InvariantCulture, out var pid) && pid > 1)
                    Native.Kill(pid, Sys.SigKill);
            }
        }
        catch (IOException)
        {
            // The cgroup went first.
        }
    }

    private void Drain(ShimProcess process, int stream)
    {
        // What is in a pipe is at most its size; what is still written to it by strangers is not waited for.
        for (var i = 0; i < 8 && process.Outputs[stream] >= 0; i++)
            Pump(process, stream);
    }

    /// <summary>Passes the end on once the output is through; true when nothing of the process is left.</summary>
    private bool TryFinish(ShimProcess process)
    {
        if (!process.HasExited)
            return false;
        var open = process.Outputs[0] >= 0 || process.Outputs[1] >= 0;
        if (process.Owner is not null && open && !process.Owner.Closed && _time.GetUtcNow() - process.FinishedAt < Linger)
            return false;

        var end = process.Describe();
        foreach (var client in process.Clients)
        {
            client.Send(FrameKind.Exit, end);
            client.Closing = true;
            client.Process = null;
            client.Flush();
        }

        process.CloseAll();
        return true;
    }

    private void Tell(FrameKind kind, ShimProcess process)
    {
        foreach (var client in _clients)
        {
            if (!client.Watches)
                continue;
            client.Send(kind, process.Describe());
            client.Flush();
        }
    }

    /// <summary>Written beside and renamed: the agent reads all of it or nothing.</summary>
    private void WriteRecord(ShimProcess process)
    {
        try
        {
            var path = Path.Combine(directory, process.Id + ".exit");
            File.WriteAllBytes(path + ".new", process.Describe());
            Native.Rename(path + ".new", path);
        }
        catch (IOException)
        {
            // A full disk: the agent that watches is told all the same.
        }
    }

    private static long OutOfMemoryKills(string file)
    {
        if (file.Length == 0)
            return 0;
        try
        {
            foreach (var line in File.ReadLines(file))
            {
                if (line.StartsWith("oom_kill ", StringComparison.Ordinal))
                    return long.Parse(line.AsSpan(9), CultureInfo.InvariantCulture);
            }
        }
        catch (IOException)
        {
            // The cgroup went first.
        }

        return 0;
    }
}
