namespace Kube.Scheduling.Framework;

/// <summary>Orders the pods that are ready to be tried. Exactly one is active; all profiles share it. A plugin of one's own replaces the default.</summary>
public interface IQueueSortPlugin : ISchedulingPlugin
{
    /// <summary>Less than zero: <paramref name="x"/> goes first. A total order, and a pure function.</summary>
    int Compare(QueuedPod x, QueuedPod y);
}
