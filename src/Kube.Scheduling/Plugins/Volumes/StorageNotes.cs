using Kube.Api.Client.Caches;
using Kube.Api.Models;
using Kube.Scheduling.Framework;
using Kube.Scheduling.Loop;
using Kube.Scheduling.Queue;

namespace Kube.Scheduling.Plugins.Volumes;

/// <summary>Tells the scheduling loop when something about storage changed that pods may wait for.</summary>
internal sealed class StorageNotes<T>(ClusterInbox inbox, SchedulingQueue queue, ClusterEvent change) : ICacheHandler<T>
    where T : class, IKubernetesObject
{
    public void Added(T obj, bool isInitial)
    {
        // Before the first pod is tried nobody waits.
        if (!isInitial) Tell();
    }

    public void Updated(T old, T current) => Tell();

    public void Deleted(T last)
    {
        // What goes helps nobody.
    }

    private void Tell() => inbox.Add(ClusterNoteKind.Action, (Action)(() => queue.Notify(new(change))));
}
