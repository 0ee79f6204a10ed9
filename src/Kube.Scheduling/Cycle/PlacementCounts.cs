using Kube.Scheduling.Snapshot;

namespace Kube.Scheduling.Cycle;

/// <summary>Tells those who keep counts of pods, such as how many of a selector are in a zone, of every pod that comes to a node or leaves it.</summary>
internal sealed class PlacementCounts
{
    private readonly List<IPlacementObserver> _observers = [];

    public void Add(IPlacementObserver observer) => _observers.Add(observer);

    public void Added(PlacedPod placed)
    {
        foreach (var observer in _observers) observer.Added(placed);
    }

    public void Removed(PlacedPod placed)
    {
        foreach (var observer in _observers) observer.Removed(placed);
    }
}
