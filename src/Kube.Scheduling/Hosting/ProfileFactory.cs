using Kube.Scheduling.Cycle;
using Kube.Scheduling.Framework;
using Kube.Scheduling.Loop;
using Kube.Scheduling.Plugins;
using Kube.Scheduling.Plugins.NodeSelection;
using Kube.Scheduling.Plugins.Resources;
using Kube.Scheduling.Plugins.Topology;
using Kube.Scheduling.Preemption;

namespace Kube.Scheduling.Hosting;

/// <summary>Makes profiles. The order is upstream's: the first plugin that rejects a node gives the reason.</summary>
internal static class ProfileFactory
{
    public static SchedulingProfile Make(SchedulingProfileOptions options, ClusterModel cluster, IEnumerable<ISchedulingPlugin> own, ProfileParts parts)
    {
        IEnumerable<ISchedulingPlugin> plugins =
        [
            new SchedulingGatesPlugin(),
            new NodeUnschedulablePlugin(),
            new NodeNamePlugin(),
            new TaintTolerationPlugin(),
            new NodeAffinityPlugin(options.AddedAffinity),
            new NodePortsPlugin(),
            new NodeResourcesFitPlugin(Scorer(options)),
            new BalancedAllocationPlugin(options.BalancedResources),
            new ImageLocalityPlugin(),
            new TopologySpreadPlugin(),
            new InterPodAffinityPlugin(),
            .. parts.BeforeOwn(cluster),
            .. own,
            .. parts.Last,
        ];
        var enabled = plugins.Where(plugin => plugin is not IQueueSortPlugin && !options.DisabledPlugins.Contains(plugin.Name)).ToList();
        CheckNames(enabled);
        var evaluator = new Evaluator(new PluginSet(enabled, name => options.Weights.GetValueOrDefault(name, 1)), cluster);
        foreach (var plugin in enabled.OfType<IUsesEvaluator>()) plugin.Use(evaluator);
        return new(options.SchedulerName, evaluator);
    }

    private static void CheckNames(List<ISchedulingPlugin> plugins)
    {
        if (plugins.GroupBy(static plugin => plugin.Name).FirstOrDefault(static same => same.Count() > 1) is { } twice)
            throw new InvalidOperationException($"{twice.Count()} scheduler plugins are named {twice.Key}; disable one of them.");
    }

    private static ResourceScorer Scorer(SchedulingProfileOptions options)
    {
        KeyValuePair<string, int>[] weights = [.. options.ScoredResources];
        return options.ScoringStrategy switch
        {
            ScoringStrategy.LeastAllocated => new LeastAllocatedScorer(weights),
            ScoringStrategy.MostAllocated => new MostAllocatedScorer(weights),
            // Users draw the line with scores up to 10.
            _ => new CapacityRatioScorer(weights, [.. options.UtilizationShape.Select(static point => (point.Key, point.Value * 10))]),
        };
    }
}
