using Kube.Scheduling.Framework;

namespace Kube.Scheduling.Queue;

/// <summary>The pods that sleep, and how many of them each event could wake: most events find nobody, and cost nothing.</summary>
internal sealed class ParkedPods(RequeueHintTable hints)
{
    private readonly List<QueuedPod> _pods = [];
    private readonly int[] _sleepers = new int[64];

    public int Count => _pods.Count;

    public QueuedPod this[int index] => _pods[index];

    public bool AnyWakesOn(ClusterEvent change) => _sleepers[(int)change] > 0;

    public void Add(QueuedPod pod)
    {
        pod.HeapIndex = _pods.Count;
        _pods.Add(pod);
        CountSleepers(pod, 1);
    }

    public void Remove(QueuedPod pod)
    {
        var last = _pods[^1];
        _pods[pod.HeapIndex] = last;
        last.HeapIndex = pod.HeapIndex;
        _pods.RemoveAt(_pods.Count - 1);
        pod.HeapIndex = -1;
        CountSleepers(pod, -1);
    }

    private void CountSleepers(QueuedPod pod, int change)
    {
        for (var events = hints.WakesOn(pod.RejectedBy); events != 0; events &= events - 1)
            _sleepers[System.Numerics.BitOperations.TrailingZeroCount(events)] += change;
    }
}
