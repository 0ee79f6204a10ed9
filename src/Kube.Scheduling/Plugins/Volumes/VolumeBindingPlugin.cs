using System.Collections.Immutable;
using Kube.Api.Models;
using Kube.Scheduling.Cycle;
using Kube.Scheduling.Framework;
using Kube.Scheduling.Plugins.NodeSelection;
using Kube.Scheduling.Snapshot;

namespace Kube.Scheduling.Plugins.Volumes;

/// <summary>Puts pods where their volumes can be reached, and gives claims that wait for their first consumer a volume that can be reached from its node.</summary>
/// <remarks>What was chosen for pods on their way is remembered until the cache shows it or the attempt is undone. Chosen on the scheduling loop, written before binding.</remarks>
internal sealed class VolumeBindingPlugin(VolumeCaches caches, VolumeBinder binder) : VolumeFilter<VolumeDemand>, IPreFilterPlugin, IReservePlugin, IPreBindPlugin
{
    private static readonly StateSlot<VolumeChoice> s_choice = new("volumes");

    private ClusterModel? _cluster;

    public override string Name => PluginNames.VolumeBinding;

    public override bool LooksAtPods => false;

    public override ImmutableArray<ClusterEvent> WakesOn { get; } =
        [ClusterEvent.NodeAdded, ClusterEvent.NodeLabelsChanged, ClusterEvent.VolumeClaimChanged, ClusterEvent.VolumeChanged, ClusterEvent.StorageClassChanged, ClusterEvent.StorageNodeChanged];

    public PreFilterResult PreFilter(CycleState state, PodInfo pod, ClusterView cluster)
    {
        var asks = false;
        foreach (var (name, isEphemeral) in VolumeCaches.ClaimsOf(pod.Pod))
        {
            asks = true;
            if (FindProblem(pod, name, isEphemeral) is { } problem) return new(Verdict.RejectedForGood(problem));
        }

        return new(asks ? Verdict.Feasible : Verdict.Skip);
    }

    public Verdict Reserve(CycleState state, PodInfo pod, string nodeName)
    {
        if (pod.Pod.Spec?.Volumes is not { Count: > 0 } || _cluster is not { } cluster || Compile(pod, cluster) is not { Waiting.Count: > 0 } demand) return Verdict.Feasible;
        if (!cluster.Nodes.TryFindRow(nodeName, out var row) || Choose(demand, cluster.Nodes, row) is not { } choice) return Verdict.RejectedForGood(Reasons.NoVolumeToBind);
        foreach (var (claim, volume) in choice.Bind) caches.Promised[volume.Metadata.Name!] = claim.Metadata.Uid!;
        state.Set(s_choice, choice);
        return Verdict.Feasible;
    }

    public void Unreserve(CycleState state, PodInfo pod, string nodeName)
    {
        if (!state.TryGet(s_choice, out var choice)) return;
        foreach (var (claim, volume) in choice.Bind)
            if (caches.Promised.GetValueOrDefault(volume.Metadata.Name!) == claim.Metadata.Uid) caches.Promised.Remove(volume.Metadata.Name!);
    }

    public ValueTask<Verdict> PreBindAsync(CycleState state, PodInfo pod, string nodeName, CancellationToken cancellationToken) =>
        state.TryGet(s_choice, out var choice) ? binder.BindAsync(choice, nodeName, cancellationToken) : new(Verdict.Feasible);

    protected override VolumeDemand? Compile(PodInfo pod, ClusterModel cluster)
    {
        _cluster = cluster;
        List<NodeTerms>? places = null;
        List<WaitingClaim>? waiting = null;
        var lacks = false;
        foreach (var claim in caches.Find(pod.Pod))
        {
            if (!VolumeFit.IsBound(claim))
            {
                (waiting ??= []).Add(new(claim, caches.ClassOf(claim), Candidates(claim, cluster.Nodes)));
            }
            else if (caches.VolumeOf(claim) is not { } volume)
            {
                lacks = true;
            }
            else if (PlaceOf(volume, cluster.Nodes) is { } place)
            {
                (places ??= []).Add(place);
            }
        }

        waiting?.Sort(static (one, other) => VolumeFit.Requested(one.Claim).CompareTo(VolumeFit.Requested(other.Claim)));
        return places is null && waiting is null && !lacks ? null : new(places ?? [], lacks, waiting ?? []);
    }

    protected override Verdict Judge(VolumeDemand demand, NodeColumns nodes, int row)
    {
        if (demand.LacksVolume) return Verdict.RejectedForGood(Reasons.VolumeIsGone);
        foreach (var place in demand.Places)
            if (!place.Matches(row)) return Verdict.RejectedForGood(Reasons.VolumeAffinity);
        return demand.Waiting.Count == 0 || Choose(demand, nodes, row) is not null ? Verdict.Feasible : Verdict.RejectedForGood(Reasons.NoVolumeToBind);
    }

    private static NodeTerms? PlaceOf(V1PersistentVolume volume, NodeColumns nodes) =>
        volume.Spec.NodeAffinity?.Required is { } required ? NodeTerms.Compile(required.NodeSelectorTerms ?? [], nodes) : null;

    private string? FindProblem(PodInfo pod, string name, bool isEphemeral)
    {
        if (!caches.Claims.TryGet(new(pod.Namespace, name), out var claim))
            return isEphemeral ? $"waiting for ephemeral volume controller to create the persistentvolumeclaim \"{name}\"" : $"persistentvolumeclaim \"{name}\" not found";
        if (isEphemeral && claim.Metadata.OwnerReferences?.Exists(owner => owner.Controller == true && owner.Uid == pod.Uid) != true)
            return $"PVC {pod.Namespace}/{name} was not created for pod {pod.Namespace}/{pod.Pod.Metadata.Name} (pod is not owner)";
        if (claim.Status?.Phase == "Lost") return $"persistentvolumeclaim \"{name}\" bound to non-existent persistentvolume \"{claim.Spec.VolumeName}\"";
        if (claim.Metadata.DeletionTimestamp is not null) return $"persistentvolumeclaim \"{name}\" is being deleted";
        return VolumeFit.IsBound(claim) || caches.ClassOf(claim)?.VolumeBindingMode == "WaitForFirstConsumer" ? null : Reasons.UnboundClaims;
    }

    private List<(V1PersistentVolume Volume, NodeTerms? Place)> Candidates(V1PersistentVolumeClaim claim, NodeColumns nodes)
    {
        List<(V1PersistentVolume Volume, NodeTerms? Place)> found = [];
        foreach (var volume in caches.Volumes.List(""))
        {
            // Shown by now: no promise any more.
            if (volume.Spec.ClaimRef is not null) caches.Promised.Remove(volume.Metadata.Name!);
            if (!VolumeFit.Fits(volume, claim)) continue;
            if (caches.Promised.TryGetValue(volume.Metadata.Name!, out var other) && other != claim.Metadata.Uid) continue;
            found.Add((volume, PlaceOf(volume, nodes)));
        }

        // One that names the claim is its own; else the smallest.
        return [.. found.OrderBy(one => one.Volume.Spec.ClaimRef is null).ThenBy(static one => VolumeFit.Capacity(one.Volume)).ThenBy(static one => one.Volume.Metadata.Name, StringComparer.Ordinal)];
    }

    /// <returns>What each claim would get on a node; null when one would get nothing.</returns>
    private static VolumeChoice? Choose(VolumeDemand demand, NodeColumns nodes, int row)
    {
        if (nodes.NodeAt(row) is not { } node) return null;
        List<(V1PersistentVolumeClaim, V1PersistentVolume)> bind = [];
        List<V1PersistentVolumeClaim> make = [];
        var taken = new HashSet<string>();
        foreach (var (claim, storageClass, candidates) in demand.Waiting)
        {
            var chosen = claim.Metadata.Annotations?.GetValueOrDefault(VolumeFit.SelectedNode);
            // Its volume is being made for a node already.
            if (chosen is { Length: > 0 } && chosen != node.Metadata.Name) return null;
            V1PersistentVolume? volume = null;
            foreach (var (candidate, place) in candidates)
            {
                if (place?.Matches(row) == false || !taken.Add(candidate.Metadata.Name!)) continue;
                volume = candidate;
                break;
            }

            if (volume is not null) bind.Add((claim, volume));
            else if (VolumeFit.CanBeMade(storageClass, node)) make.Add(claim);
            else return null;
        }

        return new([.. demand.Waiting.Select(static one => one.Claim)], bind, make);
    }
}
