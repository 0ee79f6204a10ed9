using Kube.Api.Models;
using Kube.Node.Resizing;
using Kube.Node.Status;
using Microsoft.Extensions.Logging;

namespace Kube.Node.Agent;

/// <summary>One pod's serial loop. Every pass starts from what is desired and what is observed; nothing that was missed matters.</summary>
/// <remarks>
/// syncing → terminating (asked to go, finished, refused, or past its deadline; no way back) → terminated → removed once the API server has it no more.
/// </remarks>
internal sealed class PodWorker
{
    private static readonly TimeSpan s_firstRetry = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_longestRetry = TimeSpan.FromMinutes(1);

    private readonly PodWorkerParts _parts;
    private readonly PodSession _session;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly WakeSignal _wake = new();
    private readonly Lock _gate = new();
    private readonly TimeSpan _resync;

    private Desired _desired;
    private volatile bool _readVolumesAgain;
    private volatile Eviction? _eviction;
    private CancellationTokenSource? _pass;

    public PodWorker(PodWorkerParts parts, V1Pod pod, bool isOrphan, TimeProvider time, ILogger logger)
    {
        _parts = parts;
        _session = new(pod, time) { IsOrphan = isOrphan };
        _desired = new(pod, isOrphan);
        _time = time;
        _logger = logger;
        // Spread by name: pods of one deployment do not all look at once.
        _resync = TimeSpan.FromSeconds(60 + (ContainerHash.Of(new() { Name = pod.Metadata.Uid ?? "" })[^1] % 30));
    }

    public V1Pod Pod => _desired.Pod;

    public bool HasStopped => _session.IsTerminated;

    /// <summary>It runs, or will: it was not refused and has not ended.</summary>
    public bool IsActive => _session is { IsTerminated: false, Verdict: null };

    public void Update(V1Pod pod) => Change(new(pod, _desired.IsGone));

    /// <summary>The API server has it no more.</summary>
    public void Gone(V1Pod last) => Change(new(last, IsGone: true));

    public void Wake() => _wake.Ring();

    /// <summary>What the pod's volumes are made of has changed.</summary>
    public void ReadVolumesAgain()
    {
        _readVolumesAgain = true;
        _wake.Ring();
    }

    /// <summary>The pod ends, as failed, for a reason of the node's.</summary>
    public void Evict(PodVerdict verdict, TimeSpan grace)
    {
        lock (_gate)
        {
            _eviction ??= new(verdict, grace);
            _pass?.Cancel();
        }

        _wake.Ring();
    }

    /// <summary>After the loop's end: nothing of the worker goes on.</summary>
    public void EndProbes() => _parts.Probes.Stop(_session);

    /// <summary>The loop; ends when nothing of the pod is left, or with the token.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var retry = s_firstRetry;
        while (true)
        {
            TimeSpan wait;
            try
            {
                var result = await PassAsync(cancellationToken);
                if (result == PassResult.Finished) return;
                if (result == PassResult.Again) continue;
                wait = _session.NextPass is { } at ? at - _time.GetUtcNow() : _resync;
                if (wait > _resync) wait = _resync;
                retry = s_firstRetry;
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                // What is desired changed in a way that the pass had to know.
                continue;
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                NodeLog.PassFailed(_logger, PodFacts.Describe(_session.Pod), retry, e);
                wait = retry;
                retry = retry * 2 < s_longestRetry ? retry * 2 : s_longestRetry;
            }

            await _wake.WaitAsync(wait, _time, cancellationToken);
        }
    }

    private void Change(Desired desired)
    {
        bool isNews;
        lock (_gate)
        {
            var before = _desired;
            _desired = desired;
            isNews = desired.IsGone != before.IsGone || PodNews.Is(before.Pod, desired.Pod);
            // No pass will follow to let go of what the pod was before.
            if (!isNews && _pass is null) Look(desired);
            _readVolumesAgain |= !PodNews.Same(before.Pod.Metadata.Labels, desired.Pod.Metadata.Labels) || !PodNews.Same(before.Pod.Metadata.Annotations, desired.Pod.Metadata.Annotations);
            // A pass that starts containers stops for a deletion; one that stops them for a shorter grace.
            var asked = desired.IsGone || desired.Pod.Metadata.DeletionTimestamp is not null;
            var askedBefore = before.IsGone || before.Pod.Metadata.DeletionTimestamp is not null;
            if (asked && (!askedBefore || desired.IsGone != before.IsGone || desired.Pod.Metadata.DeletionGracePeriodSeconds < before.Pod.Metadata.DeletionGracePeriodSeconds))
                _pass?.Cancel();
        }

        if (isNews) _wake.Ring();
    }

    private async ValueTask<PassResult> PassAsync(CancellationToken cancellationToken)
    {
        using var pass = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        // This pass sees whatever rang before it.
        _wake.Clear();
        lock (_gate)
        {
            _pass = pass;
            Look(_desired);
        }

        try
        {
            _session.ResetWake();
            if (_eviction is { } eviction && _session is { Verdict: null, IsTerminated: false })
            {
                _session.Verdict = eviction.Verdict;
                _session.GraceOverride = eviction.Grace;
            }

            var observed = await _parts.Observer.ObserveAsync(_session.Pod.Metadata.Uid!, pass.Token);
            if (_session.IsTerminated) return await AfterEndAsync(observed, pass.Token);
            if (!_session.IsTerminating && MustEnd()) BeginTermination();
            return _session.IsTerminating ? await TerminateAsync(observed, pass.Token) : await SyncAsync(observed, pass.Token);
        }
        finally
        {
            lock (_gate) _pass = null;
        }
    }

    /// <summary>Under the gate, before a pass or between two.</summary>
    private void Look(Desired desired)
    {
        _session.Desired = desired.Pod;
        _session.Pod = _session.Allocation?.Apply(desired.Pod) ?? desired.Pod;
        _session.IsGone = desired.IsGone;
    }

    private bool MustEnd() =>
        _session.IsGone || _session.Pod.Metadata.DeletionTimestamp is not null || PodFacts.IsTerminal(_session.Pod) || PodFacts.IsTerminalPhase(_session.Status?.Phase) || _session.Verdict is not null;

    private void BeginTermination()
    {
        _session.IsTerminating = true;
        _session.TerminationBegan = _time.GetUtcNow();
    }

    private async ValueTask<PassResult> SyncAsync(PodObservation observed, CancellationToken cancellationToken)
    {
        if (!_session.IsAdmitted && !Admit(observed)) return PassResult.Again;
        if (_parts.Admission.WaitOf(_session.Pod) is { } room)
        {
            _parts.Statuses.Publish(_session, observed, isTerminal: false);
            _session.WakeAt(room);
            return PassResult.Wait;
        }

        _parts.Resize.Grant(_session);
        if (observed.Sandbox is { } sandbox) _session.Address = _session.AddressOf(sandbox);
        _parts.Probes.Follow(_session, observed, _wake.Ring);
        _parts.Statuses.Publish(_session, observed, isTerminal: false);
        if (IsPastDeadline() || PodFacts.IsTerminalPhase(_session.Status!.Phase)) return PassResult.Again;

        if (_readVolumesAgain)
        {
            _readVolumesAgain = false;
            _session.Volumes.NextRefresh = default;
        }

        var prepared = await _parts.Volumes.PrepareAsync(_session.Pod, _session.Volumes, cancellationToken);
        if (Volumes.VolumeManager.NextCheck(_session.Pod, _session.Volumes) is { } check) _session.WakeAt(check);
        if (!prepared) return PassResult.Wait;

        var outcome = await _parts.Sync.RunAsync(_session, observed, _time.GetUtcNow(), cancellationToken);
        if (outcome == SyncOutcome.Acted) return PassResult.Again;
        if (outcome == SyncOutcome.Failed)
        {
            observed = await _parts.Observer.ObserveAsync(_session.Pod.Metadata.Uid!, cancellationToken);
            _parts.Statuses.Publish(_session, observed, isTerminal: false);
        }

        var resizing = _session.ResizeInProgress;
        if (await _parts.Resize.ApplyAsync(_session, observed, cancellationToken) || _session.ResizeInProgress != resizing) return PassResult.Again;
        if (DeadContainers.Any(observed)) await _parts.Dead.RemoveAsync(observed, cancellationToken);
        return PassResult.Wait;
    }

    private bool Admit(PodObservation observed)
    {
        if (observed.Containers.Count > 0)
        {
            // What runs already was admitted before the agent's restart.
            _session.Allocation = PodAllocation.FromStatus(_session.Desired);
            _session.Pod = _session.Allocation.Apply(_session.Desired);
            _parts.Admission.Hold(_session.Pod);
        }
        else if (_parts.Admission.Refuse(_session.Pod) is { } verdict)
        {
            _session.Verdict = verdict;
            return false;
        }
        else
        {
            _session.Allocation = PodAllocation.Of(_session.Desired);
        }

        _session.IsAdmitted = true;
        return true;
    }

    private bool IsPastDeadline()
    {
        if (_session.Pod.Spec.ActiveDeadlineSeconds is not { } seconds || _session.Status?.StartTime is not { } started) return false;
        var deadline = new DateTimeOffset(started, TimeSpan.Zero) + TimeSpan.FromSeconds(seconds);
        if (_time.GetUtcNow() < deadline)
        {
            _session.WakeAt(deadline);
            return false;
        }

        _session.Verdict = new(EventReasons.DeadlineExceeded, "Pod was active on the node longer than the specified deadline");
        _parts.Admission.Tell(_session.Pod, _session.Verdict);
        return true;
    }

    private async ValueTask<PassResult> TerminateAsync(PodObservation observed, CancellationToken cancellationToken)
    {
        _parts.Probes.Follow(_session, observed, _wake.Ring);
        _parts.Statuses.Publish(_session, observed, isTerminal: false);
        if (observed.AnyRunning || observed.Sandbox is { State: Runtime.SandboxState.Ready } || observed.Containers.Any(container => container.State == Runtime.ContainerState.Unknown))
        {
            var left = _session.Grace() - (_time.GetUtcNow() - _session.TerminationBegan);
            if (!await _parts.Killer.KillAsync(_session, observed, left, cancellationToken)) return PassResult.Wait;
            observed = await _parts.Observer.ObserveAsync(_session.Pod.Metadata.Uid!, cancellationToken);
            if (observed.AnyRunning) return PassResult.Again;
        }

        _parts.Probes.Stop(_session);
        _parts.Statuses.Publish(_session, observed, isTerminal: true);
        await _parts.Removal.UnmountAsync(_session.Pod, cancellationToken);
        _parts.Admission.Release(_session.Pod);
        _session.IsTerminated = true;
        return PassResult.Again;
    }

    private async ValueTask<PassResult> AfterEndAsync(PodObservation observed, CancellationToken cancellationToken)
    {
        if (_session.IsGone)
        {
            await _parts.Removal.RemoveAsync(_session.Pod, observed, cancellationToken);
            _parts.Statuses.Forget(_session.Pod.Metadata.Uid!);
            return PassResult.Finished;
        }

        if (_session.Pod.Metadata.DeletionTimestamp is not null) _parts.Statuses.Delete(_session);
        return PassResult.Wait;
    }

    private sealed record Eviction(PodVerdict Verdict, TimeSpan Grace);

    private sealed record Desired(V1Pod Pod, bool IsGone);

    private enum PassResult
    {
        Wait,
        Again,
        Finished,
    }
}
