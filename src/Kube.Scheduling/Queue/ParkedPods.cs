using Kube.Scheduling.Framework;

namespace Kube.Scheduling.Queue;

/// <summary>The pods that sleep, and how many of them each event could wake: most events find nobody, and cost nothing. Those that were promised a node are kept
/// by node: what leaves a promised node is for them alone.</summary>
internal sealed class ParkedPods(RequeueHintTable hints)
{
    private readonly List<QueuedPod> _free = [];
    private readonly Dictionary<string, List<QueuedPod>> _promised = [];
    private readonly int[] _sleepers = new int[64];

    public int Count { get; private set; }

    public bool AnyWakesOn(ClusterEvent change) => _sleepers[(int)change] > 0;

    /// <summary>Puts a pod to sleep.</summary>
    /// <param name="pod">The pod.</param>
    /// <param name="promised">The node where room is being made for it; null: none.</param>
    public void Add(QueuedPod pod, string? promised)
    {
        pod.PromisedNode = promised;
        var pods = promised is null ? _free : ListOf(promised);
        pod.HeapIndex = pods.Count;
        pods.Add(pod);
        Count++;
        CountSleepers(pod, 1);
    }

    public void Remove(QueuedPod pod)
    {
        var pods = pod.PromisedNode is null ? _free : _promised[pod.PromisedNode];
        var last = pods[^1];
        pods[pod.HeapIndex] = last;
        last.HeapIndex = pod.HeapIndex;
        pods.RemoveAt(pods.Count - 1);
        if (pods.Count == 0 && pod.PromisedNode is { } node) _promised.Remove(node);
        (pod.HeapIndex, pod.PromisedNode) = (-1, null);
        Count--;
        CountSleepers(pod, -1);
    }

    /// <summary>All, in no order that matters.</summary>
    public void CopyTo(List<QueuedPod> pods)
    {
        pods.AddRange(_free);
        foreach (var there in _promised.Values) pods.AddRange(there);
    }

    /// <summary>Those that were promised this node, or none.</summary>
    public void CopyTo(List<QueuedPod> pods, string node)
    {
        pods.AddRange(_free);
        if (_promised.TryGetValue(node, out var there)) pods.AddRange(there);
    }

    private List<QueuedPod> ListOf(string node)
    {
        if (!_promised.TryGetValue(node, out var pods)) _promised.Add(node, pods = []);
        return pods;
    }

    private void CountSleepers(QueuedPod pod, int change)
    {
        for (var events = hints.WakesOn(pod.RejectedBy); events != 0; events &= events - 1)
            _sleepers[System.Numerics.BitOperations.TrailingZeroCount(events)] += change;
    }
}
