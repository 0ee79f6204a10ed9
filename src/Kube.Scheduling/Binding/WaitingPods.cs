using Kube.Scheduling.Framework;
using Kube.Store.Work;

namespace Kube.Scheduling.Binding;

/// <summary>The pods that Permit plugins hold.</summary>
internal sealed class WaitingPods(TimeProvider time) : IWaitingPods
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, HeldPod> _held = [];

    public IReadOnlyList<string> Waiting
    {
        get
        {
            lock (_gate)
                return [.. _held.Where(static held => !held.Value.IsOver).Select(static held => held.Key).Order(StringComparer.Ordinal)];
        }
    }

    public bool Allow(string podUid, string pluginName)
    {
        lock (_gate)
            return _held.TryGetValue(podUid, out var held) && held.Allow(pluginName);
    }

    public bool Reject(string podUid, string pluginName, string reason)
    {
        lock (_gate)
            return _held.TryGetValue(podUid, out var held) && held.Reject(pluginName, Verdict.Rejected(reason));
    }

    /// <summary>Holds a pod until its plugins have agreed, one has rejected it, or one's time is over.</summary>
    public void Add(
        PodBinding binding, IWorkScheduler work, Func<Verdict, string, CancellationToken, ValueTask> released, CancellationToken cancellationToken)
    {
        var held = new HeldPod(binding.Held!);
        lock (_gate)
        {
            Sweep();
            _held[binding.Pod.Uid] = held;
        }

        held.Task = work.Run("scheduler.permit", () => WaitAsync(binding.Pod.Uid, held, released, cancellationToken));
    }

    /// <summary>Waits for the tasks of pods that are held, at the end.</summary>
    public Task EndAsync()
    {
        lock (_gate)
            return Task.WhenAll(_held.Values.Select(static held => held.Task));
    }

    private async Task WaitAsync(string uid, HeldPod held, Func<Verdict, string, CancellationToken, ValueTask> released, CancellationToken cancellationToken)
    {
        try
        {
            var (plugin, verdict) = await held.DecidedAsync(time, cancellationToken);
            await released(verdict, plugin, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The scheduler ends; the pod is tried again by the next one.
        }
        finally
        {
            lock (_gate)
                if (_held.TryGetValue(uid, out var known) && ReferenceEquals(known, held)) held.IsOver = true;
        }
    }

    private void Sweep()
    {
        foreach (var (uid, held) in _held.Where(static held => held.Value.IsOver).ToArray()) _held.Remove(uid);
    }
}
