using Kube.Scheduling.Framework;
using Kube.Scheduling.Queue;

namespace Kube.Scheduling.Cycle;

/// <summary>The queue's view of nominations and evictions.</summary>
internal sealed class Promises(ClusterModel cluster) : IPromises
{
    public string? NodeFor(PodInfo pod) => cluster.Nominations.NodeOf(pod.Uid);

    public bool IsPromised(string nodeName) => cluster.Nominations.ByNode.ContainsKey(nodeName);

    public bool MakesRoomFor(PodInfo leaving, PodInfo waiting) => cluster.Evictions.IsFor(leaving.Uid, waiting.Uid);
}
