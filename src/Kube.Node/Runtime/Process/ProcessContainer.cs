using Kube.Node.Runtime.Process.Linux;

namespace Kube.Node.Runtime.Process;

/// <summary>One container as the agent knows it: its record, and a status swapped whole under its lock.</summary>
internal sealed class ProcessContainer
{
    private readonly Lock _lock = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile ContainerStatus _status;

    public ProcessContainer(ContainerRecord record, ProcessPod pod)
    {
        Record = record;
        Pod = pod;
        var config = record.Config;
        _status = new()
        {
            Id = record.Id,
            SandboxId = record.SandboxId,
            Metadata = config.Metadata,
            State = ContainerState.Created,
            CreatedAt = record.CreatedAt,
            Image = record.Image,
            ImageReference = record.ImageReference,
            Labels = config.Labels,
            Annotations = config.Annotations,
            Mounts = config.Mounts,
            LogPath = record.LogPath,
            Resources = config.Resources,
            User = record.User,
            Group = record.Group,
        };
    }

    public ContainerRecord Record { get; }

    public ProcessPod Pod { get; }

    public ContainerStatus Status => _status;

    /// <summary>The program, to be sure that a signal meets it and no later process.</summary>
    public ProcessIdentity? Program { get; private set; }

    public Task Ended => _ended.Task;

    /// <summary>True when it was not known before.</summary>
    public bool SetRunning(int pid, DateTimeOffset startedAt)
    {
        lock (_lock)
        {
            if (_status.State != ContainerState.Created)
                return false;
            Program = ProcessIdentity.Of(pid);
            _status = _status with { State = ContainerState.Running, StartedAt = startedAt, ProcessId = pid };
            return true;
        }
    }

    /// <summary>True when it was not known before.</summary>
    public bool SetExited(ExitRecord exit)
    {
        lock (_lock)
        {
            if (_status.State == ContainerState.Exited)
                return false;
            _status = _status with
            {
                State = ContainerState.Exited,
                StartedAt = _status.StartedAt ?? exit.StartedAt,
                FinishedAt = exit.FinishedAt,
                ExitCode = exit.Code,
                Reason = exit.StatusReason,
                Message = exit.Message,
                ProcessId = null,
            };
            _ended.TrySetResult();
            return true;
        }
    }

    public void SetResources(ContainerResources resources)
    {
        lock (_lock)
            _status = _status with { Resources = resources };
    }
}
