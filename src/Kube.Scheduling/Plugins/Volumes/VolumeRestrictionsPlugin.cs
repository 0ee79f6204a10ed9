using System.Collections.Immutable;
using Kube.Api.Models;
using Kube.Scheduling.Cycle;
using Kube.Scheduling.Framework;
using Kube.Scheduling.Snapshot;

namespace Kube.Scheduling.Plugins.Volumes;

/// <summary>Keeps apart pods that must not share a volume: claims for one pod alone, and disks that only one pod of a node may write.</summary>
internal sealed class VolumeRestrictionsPlugin(VolumeCaches caches) : VolumeFilter<VolumeRestrictionsPlugin.Sharing>
{
    public override string Name => PluginNames.VolumeRestrictions;

    public override bool LooksAtPods => true;

    public override ImmutableArray<ClusterEvent> WakesOn { get; } = [ClusterEvent.AssignedPodDeleted, ClusterEvent.NodeAdded, ClusterEvent.VolumeClaimChanged];

    protected override Sharing? Compile(PodInfo pod, ClusterModel cluster)
    {
        var disks = (pod.Pod.Spec?.Volumes ?? []).Where(static volume => Disk(volume) is not null).ToList();
        var isTaken = caches.Find(pod.Pod).Where(static claim => claim.Spec.AccessModes?.Contains("ReadWriteOncePod") == true)
            .Any(claim => cluster.Pods.Values.Any(placed => placed.Pod.Uid != pod.Uid && placed.Pod.Namespace == pod.Namespace && Uses(placed.Pod.Pod, claim.Metadata.Name!)));
        return disks.Count == 0 && !isTaken ? null : new(isTaken, disks);
    }

    protected override Verdict Judge(Sharing demand, NodeColumns nodes, int row)
    {
        if (demand.IsTaken) return Verdict.Rejected(Reasons.ClaimOfOnePod);
        foreach (var disk in demand.Disks)
            foreach (var placed in nodes.PodsOf(row))
                if ((placed.Pod.Pod.Spec?.Volumes ?? []).Exists(other => Conflict(disk, other))) return Verdict.Rejected(Reasons.DiskConflict);
        return Verdict.Feasible;
    }

    private static bool Uses(V1Pod pod, string claim) => VolumeCaches.ClaimsOf(pod).Any(one => one.Name == claim);

    private static bool Conflict(V1Volume one, V1Volume other) => Disk(one) is { } disk && Disk(other) is { } same && disk.Name == same.Name && !(disk.MayShare && same.MayShare);

    private static (string Name, bool MayShare)? Disk(V1Volume volume) => volume switch
    {
        { GcePersistentDisk: { } disk } => ($"gce/{disk.PdName}", disk.ReadOnly == true),
        { AwsElasticBlockStore: { } disk } => ($"aws/{disk.VolumeID}", false),
        { Iscsi: { } disk } => ($"iscsi/{disk.Iqn}", disk.ReadOnly == true),
        { Rbd: { } disk } => ($"rbd/{string.Join(',', disk.Monitors ?? [])}/{disk.Pool}/{disk.Image}", disk.ReadOnly == true),
        _ => null,
    };

    /// <summary>What a pod cannot share.</summary>
    /// <param name="IsTaken">Whether a claim of its alone is used by another pod.</param>
    /// <param name="Disks">Its disks.</param>
    internal sealed record Sharing(bool IsTaken, IReadOnlyList<V1Volume> Disks);
}
