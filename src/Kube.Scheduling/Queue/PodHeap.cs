using System.Diagnostics.CodeAnalysis;
using Kube.Scheduling.Framework;

namespace Kube.Scheduling.Queue;

/// <summary>A binary heap of pods that knows where each one is. A pod is in one heap at a time.</summary>
internal sealed class PodHeap(Comparison<QueuedPod> compare)
{
    private readonly List<QueuedPod> _pods = [];

    public int Count => _pods.Count;

    public bool TryPeek([NotNullWhen(true)] out QueuedPod? first)
    {
        first = _pods.Count > 0 ? _pods[0] : null;
        return first is not null;
    }

    public void Add(QueuedPod pod)
    {
        pod.HeapIndex = _pods.Count;
        _pods.Add(pod);
        Up(pod.HeapIndex);
    }

    public void Remove(QueuedPod pod)
    {
        var index = pod.HeapIndex;
        var last = _pods[^1];
        _pods.RemoveAt(_pods.Count - 1);
        pod.HeapIndex = -1;
        if (ReferenceEquals(last, pod)) return;
        Put(last, index);
        Up(index);
        Down(last.HeapIndex);
    }

    /// <summary>The order of a pod may have changed.</summary>
    public void Fix(QueuedPod pod)
    {
        Up(pod.HeapIndex);
        Down(pod.HeapIndex);
    }

    private void Put(QueuedPod pod, int index)
    {
        _pods[index] = pod;
        pod.HeapIndex = index;
    }

    private void Up(int index)
    {
        var pod = _pods[index];
        while (index > 0 && compare(pod, _pods[(index - 1) / 2]) < 0)
        {
            Put(_pods[(index - 1) / 2], index);
            index = (index - 1) / 2;
        }

        Put(pod, index);
    }

    private void Down(int index)
    {
        var pod = _pods[index];
        while (true)
        {
            var child = index * 2 + 1;
            if (child >= _pods.Count) break;
            if (child + 1 < _pods.Count && compare(_pods[child + 1], _pods[child]) < 0) child++;
            if (compare(pod, _pods[child]) <= 0) break;
            Put(_pods[child], index);
            index = child;
        }

        Put(pod, index);
    }
}
