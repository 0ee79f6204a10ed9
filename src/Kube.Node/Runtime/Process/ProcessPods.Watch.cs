using Kube.Node.Runtime.Process.Linux;
using Kube.Node.Runtime.Process.Shim;

namespace Kube.Node.Runtime.Process;

internal sealed partial class ProcessPods
{
    private const int Killed = 128 + Sys.SigKill;

    /// <summary>What runs now; a container that the shim does not know, and that has no exit record, was never started, or its end was lost with an earlier shim.</summary>
    private async ValueTask HearRunningAsync(ProcessPod pod, ShimConnection connection)
    {
        while (await connection.ReceiveAsync(_stop.Token) is { } frame && frame.Kind != FrameKind.Ok)
            Hear(pod, frame.Kind, Fields.Parse(frame.Payload));

        // One that ended between the reading of the records and the shim's answer.
        foreach (var container in pod.Containers)
        {
            if (container.Status.State != ContainerState.Exited && Host.State.ReadExit(container.Record) is { } exit)
                container.SetExited(exit);
        }
    }

    /// <summary>Hears of ends until the agent stops or the shim dies.</summary>
    private async Task WatchAsync(ProcessPod pod, ShimConnection connection)
    {
        using (connection)
        {
            try
            {
                while (await connection.ReceiveAsync(_stop.Token) is { } frame)
                    Hear(pod, frame.Kind, Fields.Parse(frame.Payload));
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
        }

        if (!pod.IsReady)
            return;
        var metadata = pod.Record.Config.Metadata;
        logger.ShimDied(metadata.Namespace, metadata.Name);
        await EndAsync(pod);
    }

    private void Hear(ProcessPod pod, FrameKind kind, Fields fields)
    {
        if (kind is not (FrameKind.Running or FrameKind.Exited) || pod.Find(fields.Text("id")) is not { } container)
            return;
        if (kind == FrameKind.Running)
            SetRunning(container, fields);
        else
            SetExited(container, ExitRecord.From(fields));
    }

    public void SetRunning(ProcessContainer container, Fields fields)
    {
        if (container.SetRunning((int)fields.Number("pid"), new(fields.Number("started"), TimeSpan.Zero)))
            Tell(ContainerEventKind.Started, container.Pod, container.Record.Id);
    }

    public void SetExited(ProcessContainer container, ExitRecord exit)
    {
        if (container.SetExited(exit))
            Tell(ContainerEventKind.Stopped, container.Pod, container.Record.Id);
    }

    /// <summary>
    /// Ends a sandbox: its shim, whatever runs in it, its network. The first caller does it; it stays listed, not ready, with its ended containers, until it is removed.
    /// </summary>
    public async ValueTask EndAsync(ProcessPod pod)
    {
        if (!pod.TryEnd())
            return;
        pod.Record = pod.Record with { Stopped = true };
        var shim = pod.Record.Shim;
        shim.Signal(Sys.SigKill);
        foreach (var container in pod.Containers)
            Kill(container);

        // The kernel ends the namespace's processes before it lets go of its first; without a namespace each is waited for. None is told ended that is not.
        for (var i = 0; i < 1000 && (shim.IsAlive || pod.Containers.Any(static container => container.Program is { IsAlive: true })); i++)
            await Task.Delay(TimeSpan.FromMilliseconds(5), time, CancellationToken.None);
        Reaper.Forget(shim.Pid);
        try
        {
            foreach (var container in pod.Containers)
                EndContainer(container);
            Host.State.Write(pod.Record);
            Host.Network.Release(pod.Id, pod.Record.Address);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or Errors.NodeException)
        {
            logger.NotCleaned(pod.Id, error.Message, error);
        }

        Tell(ContainerEventKind.Stopped, pod, pod.Id);
    }

    /// <summary>Where no process namespace ends them with the shim.</summary>
    private void Kill(ProcessContainer container)
    {
        if (container.Program is { } program && program.IsAlive)
        {
            Native.Kill(-program.Pid, Sys.SigKill);
            program.Signal(Sys.SigKill);
        }

        if (container.Record.Cgroup.Length == 0)
            return;
        foreach (var pid in Host.Cgroups.Processes(container.Record.Cgroup))
            Native.Kill(pid, Sys.SigKill);
    }

    private void EndContainer(ProcessContainer container)
    {
        if (container.Status.State == ContainerState.Exited)
            return;
        if (Host.State.ReadExit(container.Record) is not { } exit)
        {
            exit = new(Killed, Sys.SigKill, OutOfMemory: false, container.Status.StartedAt, time.GetUtcNow());
            Host.State.WriteExit(container.Record, exit);
        }

        SetExited(container, exit);
    }
}
