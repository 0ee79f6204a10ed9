using Kube.Node.Agent;
using Kube.Node.Errors;
using Kube.Node.Registration;
using Kube.Node.Runtime;

namespace Kube.Node.Eviction;

/// <summary>
/// Looks at what the node has left; short of something it frees what nobody uses, and if that is not enough it ends one pod at a time (upstream's
/// <c>pkg/kubelet/eviction/eviction_manager.go</c>, 1.36).
/// </summary>
internal sealed class EvictionLoop(
    IMachine machine, IContainerRuntime runtime, PodUses pods, ImageCollector images, NodePressure pressure, EvictionSettings settings, NodeEvents events)
{
    // Upstream waits half as long; a runtime on a full disk needs its time to note that a container has ended.
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);

    private readonly Dictionary<string, DateTimeOffset> _seen = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateTimeOffset> _softSince = new(StringComparer.Ordinal);
    private bool _endedForDisk;
    private (string Uid, DateTimeOffset At)? _ending;

    /// <summary>One look.</summary>
    /// <returns>Whether the node's conditions have changed, or a pod was ended.</returns>
    public async ValueTask<bool> LookAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var use = machine.Measure(await ImageUseAsync(cancellationToken));
        if (use.Count == 0) return false;
        var met = Met(use, now);
        var changed = Judge(met, now);
        if (met.Count == 0)
        {
            machine.KeepReserve();
            _endedForDisk = false;
            return changed;
        }

        // Memory first: the kernel would choose worse.
        var threshold = met[0];
        events.Node(NodeEventsExtensions.Warning, "EvictionThresholdMet", $"Attempting to reclaim {EvictionSignals.Resource(threshold.Signal)}");
        if (EvictionSignals.Condition(threshold.Signal) == "DiskPressure")
        {
            // Whoever filled it has been killed by now and cannot take that as well.
            if (_endedForDisk) machine.ReleaseReserve();
            await images.RemoveUnusedAsync(cancellationToken);
            use = machine.Measure(await ImageUseAsync(cancellationToken));
            if (!use.TryGetValue(threshold.Signal, out var left) || !threshold.IsMet(left)) return true;
        }

        // What it had is free only once it has stopped: the next one would go for nothing.
        if (_ending is { } ending && now - ending.At < s_patience && pods.IsStopping(ending.Uid)) return true;
        _ending = await EvictOneAsync(threshold, use[threshold.Signal], settings.Soft.Contains(threshold), cancellationToken) is { } uid ? (uid, now) : null;
        return true;
    }

    private List<EvictionThreshold> Met(IReadOnlyDictionary<string, SignalUse> use, DateTimeOffset now)
    {
        var met = settings.Hard.Where(threshold => use.TryGetValue(threshold.Signal, out var one) && threshold.IsMet(one)).ToList();
        foreach (var threshold in settings.Soft)
        {
            if (!use.TryGetValue(threshold.Signal, out var one) || !threshold.IsMet(one)) _softSince.Remove(threshold.Signal);
            else if (now - (_softSince.TryGetValue(threshold.Signal, out var since) ? since : _softSince[threshold.Signal] = now) >= settings.SoftGrace.GetValueOrDefault(threshold.Signal)) met.Add(threshold);
        }

        return [.. met.OrderBy(threshold => threshold.Signal != EvictionSignals.Memory)];
    }

    /// <summary>A condition stays for a while after its cause has gone: the node must not flap.</summary>
    private bool Judge(List<EvictionThreshold> met, DateTimeOffset now)
    {
        foreach (var threshold in met) _seen[EvictionSignals.Condition(threshold.Signal)] = now;
        string[] conditions = [.. _seen.Where(pair => now - pair.Value < settings.TransitionPeriod || pair.Value == now).Select(pair => pair.Key).Order(StringComparer.Ordinal)];
        if (conditions.SequenceEqual(pressure.Conditions)) return false;
        pressure.Conditions = conditions;
        return true;
    }

    /// <returns>The pod that goes; null: there is none that may.</returns>
    private async ValueTask<string?> EvictOneAsync(EvictionThreshold threshold, SignalUse node, bool isSoft, CancellationToken cancellationToken)
    {
        var resource = EvictionSignals.Resource(threshold.Signal);
        var uses = await pods.MeasureAsync(static _ => true, disk: resource is not ("memory" or "pids"), cancellationToken);
        if (EvictionRanking.Rank(uses, resource) is not [var first, ..]) return null;
        var message = EvictionRanking.Message(threshold, node, first);
        events.Pod(first.Pod, NodeEventsExtensions.Warning, "Evicted", message);
        var grace = isSoft ? settings.MaxPodGrace : TimeSpan.Zero;
        pods.Evict(first, message, grace);
        _endedForDisk |= EvictionSignals.Condition(threshold.Signal) == "DiskPressure";
        return first.Pod.Metadata.Uid;
    }

    private async ValueTask<IReadOnlyList<FilesystemUsage>> ImageUseAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await runtime.Images.GetFilesystemsAsync(cancellationToken);
        }
        catch (NodeException)
        {
            return [];
        }
    }
}
