namespace Kube.Scheduling.Framework;

/// <summary>Tries to make room when no node can take a pod. Called in order until one nominates a node. The scheduling loop waits for it.</summary>
public interface IPostFilterPlugin : ISchedulingPlugin
{
    /// <summary>Looks for a way.</summary>
    ValueTask<PostFilterResult> PostFilterAsync(CycleState state, PodInfo pod, FilterOutcome outcome, CancellationToken cancellationToken);
}
