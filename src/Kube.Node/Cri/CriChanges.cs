using Kube.Node.Agent;
using Kube.Node.Runtime;
using Kube.Shared.Grpc;
using Kube.Store.Work;
using Microsoft.Extensions.Logging;
using P = Kube.Node.Cri.Protos;

namespace Kube.Node.Cri;

/// <summary>
/// Finds out what changes in the runtime, and tells it: by CRI's container events where there are any, else by asking for lists, at once when containerd's own events say that
/// something ended, and now and then in any case.
/// </summary>
internal sealed class CriChanges(CriClient client, CriLists lists, CriRuntimeOptions options, IWorkScheduler work, TimeProvider time, ILogger logger) : IAsyncDisposable
{
    private static readonly GrpcMethod<P.SubscribeRequest, P.Envelope> s_containerdEvents =
        new("containerd.services.events.v1.Events", "Subscribe", P.SubscribeRequest.Parser, P.Envelope.Parser);

    private static readonly string[] s_endings = ["topic==\"/tasks/exit\"", "topic==\"/tasks/oom\""];

    // With events, lists only find what the events lost.
    private static readonly TimeSpan s_seldom = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_retry = TimeSpan.FromSeconds(1);

    // containerd's event comes before its CRI half has heard of it: one look is not enough.
    private static readonly TimeSpan[] s_looks = [TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(1)];

    private readonly CriChangeTable _table = new();
    private readonly WakeSignal _wake = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private readonly List<Task> _loops = [];
    private bool _disposed;
    private volatile bool _told;
    private volatile bool _hinted;
    private volatile int _looks = s_looks.Length;

    /// <summary>Whether the runtime tells changes by CRI's container events.</summary>
    public bool IsTold => _told;

    public string SandboxOf(string containerId) => _table.SandboxOf(containerId);

    public void Created(string containerId, string sandboxId, string podUid) => _table.Created(containerId, sandboxId, podUid, time.GetUtcNow());

    public void Started(string containerId)
    {
        _table.Advance(containerId, ContainerState.Running, time.GetUtcNow());
        Hint();
    }

    public void Removed(string containerId) => _table.Removed(containerId, time.GetUtcNow());

    public void SandboxRan(string sandboxId, string podUid) => _table.SandboxRan(sandboxId, podUid);

    public void SandboxRemoved(string sandboxId)
    {
        _table.Removed(sandboxId, time.GetUtcNow());
        Hint();
    }

    public void Observe(ContainerStatus status) => _table.Advance(status.Id, status.State, time.GetUtcNow());

    /// <summary>Something may have changed: looks soon, if anybody listens.</summary>
    public void Hint()
    {
        _looks = 0;
        _wake.Ring();
    }

    public IAsyncEnumerable<ContainerEvent> WatchAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_loops.Count == 0 && !_disposed)
            {
                _loops.Add(work.Run("cri.lists", () => UntilStoppedAsync(LookAsync)));
                _loops.Add(work.Run("cri.events", () => UntilStoppedAsync(ListenAsync)));
            }
        }

        return _table.WatchAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        Task[] loops;
        lock (_gate)
        {
            if (_disposed) return;
            _disposed = true;
            loops = [.. _loops];
        }

        await _stop.CancelAsync();
        await Task.WhenAll(loops);
        _stop.Dispose();
    }

    private async Task UntilStoppedAsync(Func<Task> loop)
    {
        try
        {
            await loop();
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // That is how loops end.
        }
    }

    private async Task LookAsync()
    {
        while (true)
        {
            try
            {
                await LookOnceAsync();
            }
            catch (GrpcException e)
            {
                CriLog.Retrying(logger, "list of containers", e);
            }

            await WaitAsync();
        }
    }

    private async Task WaitAsync()
    {
        var look = _looks;
        if (look < s_looks.Length)
        {
            // What comes close together is looked at together.
            await Task.Delay(s_looks[look], time, _stop.Token);
            Interlocked.CompareExchange(ref _looks, look + 1, look);
            return;
        }

        await _wake.WaitAsync(_told || _hinted ? s_seldom : options.RelistPeriod, time, _stop.Token);
    }

    private async ValueTask LookOnceAsync()
    {
        var mark = _table.Mark();
        var sandboxes = await lists.SandboxesAsync(new(), _stop.Token);
        var containers = await lists.ContainersAsync(new(), _stop.Token);
        _table.Compare(mark, sandboxes, containers, time.GetUtcNow());
    }

    private async Task ListenAsync()
    {
        while (true)
        {
            try
            {
                if (!await TryListenAsync()) await ListenToContainerdAsync();
            }
            catch (GrpcException e)
            {
                if (e.Code == GrpcStatusCode.Unimplemented) return;
                CriLog.Retrying(logger, "events of containers", e);
            }

            (_told, _hinted) = (false, false);
            Hint();
            await Task.Delay(s_retry, time, _stop.Token);
        }
    }

    /// <returns>Whether the runtime has such events at all.</returns>
    private async Task<bool> TryListenAsync()
    {
        try
        {
            await using var events = client.StreamAsync(RuntimeCalls.GetContainerEvents, new(), _stop.Token).GetAsyncEnumerator(_stop.Token);
            var next = events.MoveNextAsync().AsTask();
            // A runtime without them says so at once; one that has them says nothing until something happens.
            await Task.WhenAny(next, Task.Delay(s_retry, time, _stop.Token));
            if (!next.IsFaulted) _told = true;
            while (await next)
            {
                Tell(events.Current);
                next = events.MoveNextAsync().AsTask();
            }

            return true;
        }
        catch (GrpcException e) when (e.Code == GrpcStatusCode.Unimplemented)
        {
            return false;
        }
    }

    private void Tell(P.ContainerEventResponse change)
    {
        var at = CriValues.Time(change.CreatedAt) ?? time.GetUtcNow();
        var sandbox = change.PodSandboxStatus;
        switch (change.ContainerEventType)
        {
            case P.ContainerEventType.ContainerCreatedEvent when sandbox is not null && change.ContainerId != sandbox.Id:
                _table.Created(change.ContainerId, sandbox.Id, sandbox.Metadata?.Uid ?? "", at);
                break;
            case P.ContainerEventType.ContainerStartedEvent:
                _table.Advance(change.ContainerId, ContainerState.Running, at);
                break;
            case P.ContainerEventType.ContainerStoppedEvent:
                _table.Advance(change.ContainerId, ContainerState.Exited, at);
                break;
            case P.ContainerEventType.ContainerDeletedEvent:
                _table.Removed(change.ContainerId, at);
                break;
        }
    }

    private async Task ListenToContainerdAsync()
    {
        var request = new P.SubscribeRequest();
        request.Filters.AddRange(s_endings);
        var listening = client.StreamAsync(s_containerdEvents, request, _stop.Token, new() { { "containerd-namespace", "k8s.io" } });
        await using var events = listening.GetAsyncEnumerator(_stop.Token);
        var next = events.MoveNextAsync().AsTask();
        await Task.WhenAny(next, Task.Delay(s_retry, time, _stop.Token));
        _hinted = !next.IsFaulted;
        while (await next)
        {
            Hint();
            next = events.MoveNextAsync().AsTask();
        }
    }
}
