using System.Collections.Immutable;
using System.Numerics;
using Kube.Scheduling.Framework;

namespace Kube.Scheduling.Queue;

/// <summary>What the plugins said about events, by a plugin's bit in <see cref="QueuedPod.RejectedBy"/>. Events are bits, too.</summary>
internal sealed class RequeueHintTable
{
    private readonly Dictionary<string, int> _bits = [];
    private readonly ImmutableArray<ulong> _wakesOn;
    private readonly ImmutableArray<IQueueingHint?> _hints;

    /// <param name="plugins">At most 64 names; of several plugins of one name the first counts.</param>
    public RequeueHintTable(IEnumerable<ISchedulingPlugin> plugins)
    {
        var wakesOn = ImmutableArray.CreateBuilder<ulong>();
        var hints = ImmutableArray.CreateBuilder<IQueueingHint?>();
        foreach (var plugin in plugins)
        {
            if (!_bits.TryAdd(plugin.Name, wakesOn.Count)) continue;
            wakesOn.Add(plugin is IRequeueHints stated ? Mask(stated.WakesOn) : ulong.MaxValue);
            hints.Add(plugin as IQueueingHint);
        }

        if (wakesOn.Count > 64) throw new InvalidOperationException($"{wakesOn.Count} plugins; 64 are the most.");
        _wakesOn = wakesOn.ToImmutable();
        _hints = hints.ToImmutable();
    }

    public ulong BitsOf(IEnumerable<string> plugins)
    {
        var bits = 0UL;
        foreach (var name in plugins)
            if (_bits.TryGetValue(name, out var bit)) bits |= 1UL << bit;
        return bits;
    }

    /// <summary>The events that may change the mind of any of these plugins.</summary>
    public ulong WakesOn(ulong rejectedBy)
    {
        var events = 0UL;
        for (var bits = rejectedBy; bits != 0; bits &= bits - 1) events |= _wakesOn[BitOperations.TrailingZeroCount(bits)];
        return events;
    }

    public bool MayHelp(QueuedPod pod, ClusterChange change)
    {
        var bit = 1UL << (int)change.Event;
        for (var bits = pod.RejectedBy; bits != 0; bits &= bits - 1)
        {
            var plugin = BitOperations.TrailingZeroCount(bits);
            if ((_wakesOn[plugin] & bit) == 0) continue;
            if (_hints[plugin] is not { } hint || hint.MayHelp(pod.Pod, change)) return true;
        }

        return false;
    }

    private static ulong Mask(ImmutableArray<ClusterEvent> events)
    {
        var mask = 0UL;
        foreach (var one in events) mask |= 1UL << (int)one;
        return mask;
    }
}
