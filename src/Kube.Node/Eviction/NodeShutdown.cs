using Kube.Api.Models;
using Kube.Node.Agent;
using Kube.Node.Status;

namespace Kube.Node.Eviction;

/// <summary>Ends all pods before the machine goes down, group by group in the order of their priorities (upstream's <c>pkg/kubelet/nodeshutdown</c>, 1.36).</summary>
internal sealed class NodeShutdown(PodWorkers workers, TimeProvider time)
{
    private static readonly TimeSpan s_default = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(100);
    private static readonly PodVerdict s_verdict = new("Terminated", "Pod was terminated in response to imminent node shutdown.", "TerminationByKubelet");

    public async ValueTask RunAsync(IReadOnlyDictionary<int, TimeSpan> periods, CancellationToken cancellationToken)
    {
        foreach (var (period, pods) in Groups(workers.Active, periods))
        {
            foreach (var pod in pods) workers.Evict(pod.Metadata.Uid!, s_verdict, period);
            var end = time.GetUtcNow() + period;
            while (pods.Any(pod => workers.IsStopping(pod.Metadata.Uid!)) && time.GetUtcNow() < end) await Task.Delay(s_look, time, cancellationToken);
        }
    }

    /// <summary>Each pod belongs to the highest priority of the periods that is not above its own; one below all of them belongs to the lowest.</summary>
    public static IReadOnlyList<(TimeSpan Period, IReadOnlyList<V1Pod> Pods)> Groups(IEnumerable<V1Pod> pods, IReadOnlyDictionary<int, TimeSpan> periods)
    {
        var bounds = (periods.Count > 0 ? periods : new Dictionary<int, TimeSpan> { [0] = s_default }).OrderBy(pair => pair.Key).ToList();
        return
        [
            .. pods.GroupBy(pod => Math.Max(0, bounds.FindLastIndex(bound => bound.Key <= (pod.Spec.Priority ?? 0)))).OrderBy(group => group.Key)
                .Select(group => (bounds[group.Key].Value, (IReadOnlyList<V1Pod>)[.. group])),
        ];
    }
}
