using Kube.Api.Models;
using Kube.Node.Agent;
using Kube.Node.Runtime;
using Kube.Node.Status;
using Kube.Node.Volumes;

namespace Kube.Node.Eviction;

/// <summary>What the node's pods use, and the way to end one.</summary>
/// <param name="runtime">Measures containers.</param>
/// <param name="workers">The pods.</param>
/// <param name="storage">Measures files; null where there are none.</param>
internal sealed class PodUses(IContainerRuntime runtime, PodWorkers workers, IStorageUse? storage)
{
    /// <param name="chosen">Which pods.</param>
    /// <param name="disk">Whether their files count: that costs as much as there are.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask<IReadOnlyList<PodUse>> MeasureAsync(Func<V1Pod, bool> chosen, bool disk, CancellationToken cancellationToken)
    {
        var pods = workers.Active.Where(chosen).ToList();
        if (pods.Count == 0) return [];
        var stats = new Dictionary<string, SandboxStats>(StringComparer.Ordinal);
        foreach (var one in await runtime.Stats.ListSandboxesAsync(SandboxFilter.All, cancellationToken)) stats[one.Metadata.Uid] = one;
        return pods.ConvertAll(pod => new PodUse(pod, stats.GetValueOrDefault(pod.Metadata.Uid!)) { Storage = (disk ? storage?.Measure(pod) : null) ?? PodStorage.None });
    }

    /// <summary>Whether a pod has not stopped yet.</summary>
    public bool IsStopping(string podUid) => workers.IsStopping(podUid);

    public void Evict(PodUse use, string message, TimeSpan grace) => workers.Evict(use.Pod.Metadata.Uid!, new("Evicted", message, "TerminationByKubelet"), grace);
}
