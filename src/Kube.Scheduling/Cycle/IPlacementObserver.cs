using Kube.Scheduling.Snapshot;

namespace Kube.Scheduling.Cycle;

/// <summary>Keeps counts of placed pods.</summary>
internal interface IPlacementObserver
{
    void Added(PlacedPod placed);

    void Removed(PlacedPod placed);
}
