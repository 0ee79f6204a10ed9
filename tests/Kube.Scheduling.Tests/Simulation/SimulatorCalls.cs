using Kube.Scheduling.Simulation;
using Kube.Scheduling.Tests.Loop;

namespace Kube.Scheduling.Tests.Simulation;

internal static class SimulatorCalls
{
    /// <summary>Forks on the cluster's own thread of virtual time.</summary>
    public static async Task<Kube.Scheduling.Simulation.Simulation> ForkAsyncIn(this ISchedulerSimulator simulator, SchedulerCluster cluster)
    {
        Kube.Scheduling.Simulation.Simulation? fork = null;
        await cluster.Cluster.Scheduler.Run("fork", async () => fork = await simulator.ForkAsync(TestContext.Current.CancellationToken));
        return fork!;
    }
}
