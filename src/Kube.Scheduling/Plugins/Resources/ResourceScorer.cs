using Kube.Scheduling.Framework;
using Kube.Scheduling.Pods;
using Kube.Scheduling.Snapshot;

namespace Kube.Scheduling.Plugins.Resources;

/// <summary>Ranks nodes by how much of their resources would be taken.</summary>
internal abstract class ResourceScorer(IReadOnlyList<KeyValuePair<string, int>> weights)
{
    protected const double MaxScore = 100;

    /// <summary>What scoring takes a pod for counts here, not what it asks: pods that ask for nothing are spread, too.</summary>
    public ScoredResource[] Compile(PodInfo pod, ResourceColumns resources) =>
        [.. weights.Select(weight => weight.Key switch
        {
            ResourceNames.Cpu => new ScoredResource(resources.Cpu, resources.NonZeroCpu, pod.Shape.Requests.NonZeroCpu, weight.Value),
            ResourceNames.Memory => new ScoredResource(resources.Memory, resources.NonZeroMemory, pod.Shape.Requests.NonZeroMemory, weight.Value),
            var name => new ScoredResource(resources.Of(name), resources.Of(name), pod.Shape.Requests.Of(name), weight.Value),
        })];

    public virtual void AddScores(ScoredResource[] compiled, int weight, Span<int> totals)
    {
        for (var row = 0; row < totals.Length; row++) totals[row] += weight * ScoreRow(compiled, row);
    }

    public abstract int ScoreRow(ScoredResource[] compiled, int row);
}
