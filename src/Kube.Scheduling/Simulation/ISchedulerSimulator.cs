namespace Kube.Scheduling.Simulation;

/// <summary>Answers "what if": would this pod find a node, which one, and if not, why not each of them. Nothing that is tried reaches the cluster. Safe for concurrent use.</summary>
public interface ISchedulerSimulator
{
    /// <summary>A cluster without nodes, and the host's profiles.</summary>
    Simulation Empty();

    /// <summary>A copy of the cluster as the running scheduler sees it at this moment, pods included that are on their way.</summary>
    /// <exception cref="InvalidOperationException">The scheduler does not run in this process.</exception>
    ValueTask<Simulation> ForkAsync(CancellationToken cancellationToken);
}
