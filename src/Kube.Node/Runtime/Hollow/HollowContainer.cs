using Kube.Node.Errors;

namespace Kube.Node.Runtime.Hollow;

/// <summary>A simulated container: a status, swapped whole under its lock, and at most one timer, for its own end.</summary>
internal sealed class HollowContainer
{
    public const int Killed = 137;

    private readonly Lock _lock = new();
    private readonly string _podUid;
    private readonly Func<CreateContainerRequest, HollowBehavior> _script;
    private readonly TimeProvider _time;
    private readonly RuntimeEvents _events;
    private volatile ContainerStatus _status;

    // Until it has started: a simulated node has thousands of containers, and nothing asks what they were made of.
    private volatile CreateContainerRequest? _request;
    private TaskCompletionSource? _ended;
    private ITimer? _end;
    private DateTimeOffset _endAt;
    private bool? _ready;

    public HollowContainer(
        long sequence, CreateContainerRequest request, ImageName image, Func<CreateContainerRequest, HollowBehavior> script, TimeProvider time, RuntimeEvents events)
    {
        Sequence = sequence;
        _request = request;
        _podUid = request.SandboxConfig.Metadata.Uid;
        _script = script;
        _time = time;
        _events = events;
        var config = request.Config;
        _status = new()
        {
            Id = HollowId.For(_podUid, sequence),
            SandboxId = request.SandboxId,
            Metadata = config.Metadata,
            State = ContainerState.Created,
            CreatedAt = time.GetUtcNow(),
            Image = image.Full,
            ImageReference = image.WithDigest,
            Labels = config.Labels,
            Annotations = config.Annotations,
            Mounts = config.Mounts,
            Resources = config.Resources,
            User = config.Security.RunAsUser,
            Group = config.Security.RunAsGroup,
        };
    }

    public long Sequence { get; }

    public ContainerStatus Status => _status;

    public HollowBehavior Behavior { get; private set; } = HollowBehavior.Forever;

    public bool Ready
    {
        get
        {
            lock (_lock)
            {
                if (_status.State != ContainerState.Running)
                    return false;
                return _ready ?? (Behavior.ReadyAfter is { } after && _time.GetUtcNow() - _status.StartedAt >= after);
            }
        }
    }

    public void SetReady(bool ready)
    {
        lock (_lock)
            _ready = ready;
    }

    public async ValueTask StartAsync(CancellationToken cancellationToken)
    {
        // Read first: it goes after the state has changed.
        var request = _request;
        RequireCreated();
        var behavior = _script(request!);
        if (behavior.StartTime > TimeSpan.Zero)
            await Task.Delay(behavior.StartTime, _time, cancellationToken);

        lock (_lock)
        {
            RequireCreated();
            Behavior = behavior;
            var now = _time.GetUtcNow();
            if (behavior.StartFailure is { } cause)
            {
                _status = _status with { State = ContainerState.Exited, StartedAt = now, FinishedAt = now, ExitCode = 128, Reason = "StartError", Message = cause };
                _request = null;
                throw new ContainerStartException(_status.Id, cause, 128);
            }

            _status = _status with { State = ContainerState.Running, StartedAt = now };
            _request = null;
        }

        Tell(ContainerEventKind.Started);
        if (behavior.RunTime is { } run)
            EndAfter(run, behavior.OutOfMemory ? Killed : behavior.ExitCode, behavior.OutOfMemory);
    }

    public async ValueTask StopAsync(TimeSpan grace, CancellationToken cancellationToken)
    {
        if (_status.State == ContainerState.Created)
            Exit(Killed, outOfMemory: false);
        if (_status.State == ContainerState.Exited)
            return;
        if (grace <= TimeSpan.Zero)
            Exit(Killed, outOfMemory: false);
        else if (Behavior.StopTime <= TimeSpan.Zero)
            Exit(Behavior.StopExitCode, outOfMemory: false);
        else
            EndAfter(Behavior.StopTime < grace ? Behavior.StopTime : grace, Behavior.StopTime < grace ? Behavior.StopExitCode : Killed, outOfMemory: false);
        await WaitAsync(cancellationToken);
    }

    /// <summary>Completes when the container has ended.</summary>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        Task ended;
        lock (_lock)
        {
            if (_status.State == ContainerState.Exited)
                return;
            ended = (_ended ??= new()).Task;
        }

        await ended.WaitAsync(cancellationToken);
        // Off the stack, and from under the lock, of who ended it; not by way of the thread pool, where a virtual clock cannot tell when it comes back.
        await Task.Yield();
    }

    public void Exit(int exitCode, bool outOfMemory)
    {
        lock (_lock)
        {
            if (_status.State == ContainerState.Exited)
                return;
            _end?.Dispose();
            _end = null;
            _status = _status with
            {
                State = ContainerState.Exited,
                FinishedAt = _time.GetUtcNow(),
                ExitCode = exitCode,
                Reason = outOfMemory ? "OOMKilled" : exitCode == 0 ? "Completed" : "Error",
            };
            _ended?.TrySetResult();
        }

        Tell(ContainerEventKind.Stopped);
    }

    public void UpdateResources(ContainerResources resources)
    {
        lock (_lock)
            _status = _status with { Resources = resources };
    }

    public void Tell(ContainerEventKind kind) => _events.Publish(new()
    {
        Kind = kind,
        ContainerId = _status.Id,
        SandboxId = _status.SandboxId,
        PodUid = _podUid,
        CreatedAt = _time.GetUtcNow(),
    });

    private void RequireCreated()
    {
        if (_status.State != ContainerState.Created)
            throw new ContainerStateException(_status.Id, _status.State, "start");
    }

    /// <summary>Ends it at a time to come; the sooner of two ends holds.</summary>
    private void EndAfter(TimeSpan delay, int exitCode, bool outOfMemory)
    {
        if (delay <= TimeSpan.Zero)
        {
            Exit(exitCode, outOfMemory);
            return;
        }

        lock (_lock)
        {
            var at = _time.GetUtcNow() + delay;
            if (_status.State == ContainerState.Exited || (_end is not null && _endAt <= at))
                return;
            _end?.Dispose();
            _endAt = at;
            _end = _time.CreateTimer(_ => Exit(exitCode, outOfMemory), null, delay, Timeout.InfiniteTimeSpan);
        }
    }
}
