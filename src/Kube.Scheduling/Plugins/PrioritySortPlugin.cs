using Kube.Scheduling.Framework;

namespace Kube.Scheduling.Plugins;

internal sealed class PrioritySortPlugin : IQueueSortPlugin
{
    public string Name => PluginNames.PrioritySort;

    public int Compare(QueuedPod x, QueuedPod y)
    {
        var byPriority = y.Pod.Priority.CompareTo(x.Pod.Priority);
        return byPriority != 0 ? byPriority : x.QueuedAt.CompareTo(y.QueuedAt);
    }
}
