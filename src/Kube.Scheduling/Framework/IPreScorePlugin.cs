namespace Kube.Scheduling.Framework;

/// <summary>Prepares scoring. Called once per attempt when several nodes are left.</summary>
public interface IPreScorePlugin : ISchedulingPlugin
{
    /// <summary>A skip keeps this plugin's Score out of the attempt.</summary>
    Verdict PreScore(CycleState state, PodInfo pod, ClusterView cluster);
}
