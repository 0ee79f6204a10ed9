using Kube.Api.Models;
using Kube.Scheduling.Framework;

namespace Kube.Scheduling.Hosting;

/// <summary>A profile: which plugins schedule the pods of one scheduler name, and how.</summary>
public sealed class SchedulingProfileOptions
{
    /// <summary>The name that pods ask for. Default <c>default-scheduler</c>; unique among the profiles.</summary>
    public string SchedulerName { get; set; } = "default-scheduler";

    /// <summary>The names of plugins that this profile does without. Default none.</summary>
    public HashSet<string> DisabledPlugins { get; } = [];

    /// <summary>What scores are multiplied by, by plugin; a plugin that is not named counts once. Defaults as upstream.</summary>
    public Dictionary<string, int> Weights { get; } = new()
    {
        [PluginNames.TaintToleration] = 3,
        [PluginNames.NodeAffinity] = 2,
        [PluginNames.PodTopologySpread] = 2,
        [PluginNames.InterPodAffinity] = 2,
    };

    /// <summary>How NodeResourcesFit ranks nodes. Default <see cref="ScoringStrategy.LeastAllocated"/>.</summary>
    public ScoringStrategy ScoringStrategy { get; set; }

    /// <summary>The resources that NodeResourcesFit ranks by, and their weights. Default CPU and memory, once each.</summary>
    public Dictionary<string, int> ScoredResources { get; set; } = new() { ["cpu"] = 1, ["memory"] = 1 };

    /// <summary>The resources that NodeResourcesBalancedAllocation compares. Default CPU and memory.</summary>
    public List<string> BalancedResources { get; set; } = ["cpu", "memory"];

    /// <summary>The line of <see cref="ScoringStrategy.RequestedToCapacityRatio"/>: percent in use to score from 0 to 10, by rising utilization. Default 0 to 0, 100 to 10.</summary>
    public List<KeyValuePair<int, int>> UtilizationShape { get; set; } = [new(0, 0), new(100, 10)];

    /// <summary>Node affinity that every pod of this profile has beside its own. Default none.</summary>
    public V1NodeAffinity? AddedAffinity { get; set; }
}
