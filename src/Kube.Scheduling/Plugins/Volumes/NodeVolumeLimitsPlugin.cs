using System.Collections.Immutable;
using Kube.Api.Models;
using Kube.Scheduling.Cycle;
using Kube.Scheduling.Framework;
using Kube.Scheduling.Snapshot;

namespace Kube.Scheduling.Plugins.Volumes;

/// <summary>Keeps nodes within the number of volumes that a driver can attach there.</summary>
internal sealed class NodeVolumeLimitsPlugin(VolumeCaches caches) : VolumeFilter<HashSet<(string Driver, string Volume)>>
{
    public override string Name => PluginNames.NodeVolumeLimits;

    public override bool LooksAtPods => true;

    public override ImmutableArray<ClusterEvent> WakesOn { get; } =
        [ClusterEvent.StorageNodeChanged, ClusterEvent.AssignedPodDeleted, ClusterEvent.VolumeClaimChanged, ClusterEvent.VolumeChanged];

    protected override HashSet<(string Driver, string Volume)>? Compile(PodInfo pod, ClusterModel cluster)
    {
        var volumes = VolumesOf(pod.Pod).ToHashSet();
        return volumes.Count == 0 ? null : volumes;
    }

    protected override Verdict Judge(HashSet<(string Driver, string Volume)> demand, NodeColumns nodes, int row)
    {
        if (!caches.Nodes.TryGet(new(nodes.NameOf(row)), out var known)) return Verdict.Feasible;
        HashSet<(string Driver, string Volume)>? held = null;
        foreach (var driver in known.Spec.Drivers ?? [])
        {
            if (driver.Allocatable?.Count is not { } most || !demand.Any(one => one.Driver == driver.Name)) continue;
            held ??= [.. nodes.PodsOf(row).SelectMany(placed => VolumesOf(placed.Pod.Pod)), .. demand];
            if (held.Count(one => one.Driver == driver.Name) > most) return Verdict.Rejected(Reasons.TooManyVolumes);
        }

        return Verdict.Feasible;
    }

    // A volume that several pods use is attached once; one that is still to be made counts by its claim.
    private IEnumerable<(string Driver, string Volume)> VolumesOf(V1Pod pod)
    {
        foreach (var claim in caches.Find(pod))
        {
            if (caches.VolumeOf(claim) is { } volume)
            {
                if (volume.Spec.Csi is { } csi) yield return (csi.Driver, csi.VolumeHandle);
            }
            else if (caches.ClassOf(claim) is { } storageClass)
            {
                yield return (storageClass.Provisioner, $"{claim.Metadata.Namespace}/{claim.Metadata.Name}");
            }
        }
    }
}
