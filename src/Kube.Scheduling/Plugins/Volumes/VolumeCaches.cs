using Kube.Api.Client;
using Kube.Api.Client.Caches;
using Kube.Api.Models;
using Kube.Scheduling.Framework;
using Kube.Scheduling.Loop;
using Kube.Scheduling.Queue;

namespace Kube.Scheduling.Plugins.Volumes;

/// <summary>What the plugins about volumes know of the cluster.</summary>
internal sealed class VolumeCaches(IResourceCaches caches)
{
    public IResourceCache<V1PersistentVolumeClaim> Claims { get; } = caches.For<V1PersistentVolumeClaim>(CacheScope.All);

    public IResourceCache<V1PersistentVolume> Volumes { get; } = caches.For<V1PersistentVolume>(CacheScope.All);

    public IResourceCache<V1StorageClass> Classes { get; } = caches.For<V1StorageClass>(CacheScope.All);

    public IResourceCache<V1CSINode> Nodes { get; } = caches.For<V1CSINode>(CacheScope.All);

    /// <summary>The volumes that were chosen for claims and do not say so yet, and the claims' uids; for all profiles. Belongs to the scheduling loop.</summary>
    public Dictionary<string, string> Promised { get; } = [];

    /// <summary>Tells the scheduling loop of changes that pods may wait for. The caches end it with themselves.</summary>
    public void Follow(ClusterInbox inbox, SchedulingQueue queue)
    {
        Claims.Subscribe(new StorageNotes<V1PersistentVolumeClaim>(inbox, queue, ClusterEvent.VolumeClaimChanged));
        Volumes.Subscribe(new StorageNotes<V1PersistentVolume>(inbox, queue, ClusterEvent.VolumeChanged));
        Classes.Subscribe(new StorageNotes<V1StorageClass>(inbox, queue, ClusterEvent.StorageClassChanged));
        Nodes.Subscribe(new StorageNotes<V1CSINode>(inbox, queue, ClusterEvent.StorageNodeChanged));
    }

    public Task WaitForSyncAsync(CancellationToken cancellationToken) => Task.WhenAll(
        Claims.WaitForSyncAsync(cancellationToken), Volumes.WaitForSyncAsync(cancellationToken), Classes.WaitForSyncAsync(cancellationToken), Nodes.WaitForSyncAsync(cancellationToken));

    /// <summary>The names of a pod's claims, and whether each is of an ephemeral volume.</summary>
    public static IEnumerable<(string Name, bool IsEphemeral)> ClaimsOf(V1Pod pod)
    {
        foreach (var volume in pod.Spec?.Volumes ?? [])
        {
            if (volume.PersistentVolumeClaim is { } claim) yield return (claim.ClaimName, false);
            else if (volume.Ephemeral is not null) yield return ($"{pod.Metadata.Name}-{volume.Name}", true);
        }
    }

    /// <summary>The claims of a pod that there are.</summary>
    public IEnumerable<V1PersistentVolumeClaim> Find(V1Pod pod)
    {
        foreach (var (name, _) in ClaimsOf(pod))
            if (Claims.TryGet(new(pod.Metadata.Namespace ?? "", name), out var claim)) yield return claim;
    }

    /// <summary>The volume of a bound claim, if there is one.</summary>
    public V1PersistentVolume? VolumeOf(V1PersistentVolumeClaim claim) =>
        claim.Spec.VolumeName is { Length: > 0 } name && Volumes.TryGet(new ObjectKey(name), out var volume) ? volume : null;

    public V1StorageClass? ClassOf(V1PersistentVolumeClaim claim) => Classes.TryGet(new ObjectKey(VolumeFit.ClassOf(claim)), out var found) ? found : null;
}
