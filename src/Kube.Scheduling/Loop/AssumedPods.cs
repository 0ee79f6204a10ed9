using Kube.Scheduling.Snapshot;

namespace Kube.Scheduling.Loop;

/// <summary>Pods whose binding was written and that the server has not shown on their node yet. After a time it never will.</summary>
internal sealed class AssumedPods(TimeSpan expiry, TimeProvider time)
{
    private readonly Queue<PlacedPod> _bound = [];

    public void Bound(PlacedPod placed)
    {
        placed.BoundAt = time.GetUtcNow();
        _bound.Enqueue(placed);
    }

    /// <summary>The next one that waited too long; bindings are written in the order of their times, so only the first is looked at.</summary>
    public PlacedPod? TakeExpired()
    {
        while (_bound.TryPeek(out var first))
        {
            if (first.IsAssumed && time.GetUtcNow() - first.BoundAt < expiry) return null;
            _bound.Dequeue();
            if (first.IsAssumed) return first;
        }

        return null;
    }
}
