namespace Kube.Scheduling.Framework;

/// <summary>Looks at a pod and the cluster before nodes are filtered. Called once per attempt.</summary>
public interface IPreFilterPlugin : ISchedulingPlugin
{
    /// <summary>A rejection ends the attempt; a skip keeps this plugin's Filter out of it.</summary>
    PreFilterResult PreFilter(CycleState state, PodInfo pod, ClusterView cluster);
}
