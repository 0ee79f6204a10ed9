using System.Collections.Immutable;
using Kube.Api.Models;
using Kube.Scheduling.Cycle;
using Kube.Scheduling.Framework;
using Kube.Scheduling.Snapshot;

namespace Kube.Scheduling.Plugins.Volumes;

/// <summary>Keeps pods in the zones and regions that the labels of their volumes name.</summary>
internal sealed class VolumeZonePlugin(VolumeCaches caches) : VolumeFilter<IReadOnlyList<ZoneDemand>>
{
    private static readonly string[] s_labels =
        ["topology.kubernetes.io/zone", "topology.kubernetes.io/region", "failure-domain.beta.kubernetes.io/zone", "failure-domain.beta.kubernetes.io/region"];

    public override string Name => PluginNames.VolumeZone;

    public override bool LooksAtPods => false;

    public override ImmutableArray<ClusterEvent> WakesOn { get; } =
        [ClusterEvent.NodeAdded, ClusterEvent.NodeLabelsChanged, ClusterEvent.VolumeClaimChanged, ClusterEvent.VolumeChanged, ClusterEvent.StorageClassChanged];

    protected override IReadOnlyList<ZoneDemand>? Compile(PodInfo pod, ClusterModel cluster)
    {
        List<ZoneDemand>? demands = null;
        foreach (var claim in caches.Find(pod.Pod))
        {
            if (caches.VolumeOf(claim)?.Metadata.Labels is not { } labels) continue;
            foreach (var label in s_labels)
                if (labels.GetValueOrDefault(label) is { Length: > 0 } zones) (demands ??= []).Add(new(label, [.. zones.Split("__", StringSplitOptions.TrimEntries)]));
        }

        return demands;
    }

    protected override Verdict Judge(IReadOnlyList<ZoneDemand> demand, NodeColumns nodes, int row)
    {
        var labels = nodes.NodeAt(row)?.Metadata.Labels;
        // A node of no zone is in a cluster of one.
        if (labels is null || !s_labels.Any(labels.ContainsKey)) return Verdict.Feasible;
        foreach (var (label, values) in demand)
            if (labels.GetValueOrDefault(label) is not { } value || !values.Contains(value)) return Verdict.RejectedForGood(Reasons.VolumeZone);
        return Verdict.Feasible;
    }
}
