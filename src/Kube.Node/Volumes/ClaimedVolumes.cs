using Kube.Api.Client;
using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Api.Selectors;
using Kube.Node.Agent;

namespace Kube.Node.Volumes;

/// <summary>Finds what a claim of a pod is bound to (upstream's <c>pkg/kubelet/volumemanager/populator</c>).</summary>
internal sealed class ClaimedVolumes(IKubeClient client, CurrentNode node)
{
    /// <summary>The claim's name; null: the volume is none.</summary>
    public static string? ClaimOf(V1Pod pod, V1Volume volume) =>
        volume.PersistentVolumeClaim?.ClaimName ?? (volume.Ephemeral is not null ? $"{pod.Metadata.Name}-{volume.Name}" : null);

    /// <summary>What a claim of a pod is on this node.</summary>
    /// <exception cref="VolumeException">It is bound to nothing yet, or to what this node does not have.</exception>
    public async ValueTask<VolumeContent> ContentAsync(V1Pod pod, V1Volume volume, CancellationToken cancellationToken)
    {
        var (claim, found) = await FindAsync(pod, volume, cancellationToken);
        CheckUse(pod, volume.Name, found.Spec.VolumeMode ?? "Filesystem");
        var content = ContentOf(found, volume.PersistentVolumeClaim?.ReadOnly == true);
        if (content is not VolumeContent.Driver driver) return content;
        var capacity = found.Spec.Capacity?.GetValueOrDefault("storage");
        var expansion = capacity is { } wanted && claim.Status?.Capacity?.TryGetValue("storage", out var has) == true && has < wanted
            ? new Csi.CsiExpansion(new(claim.Metadata.Namespace!, claim.Metadata.Name!), wanted, (found.Spec.Csi!.NodeExpandSecretRef?.Namespace, found.Spec.Csi.NodeExpandSecretRef?.Name))
            : null;
        return new VolumeContent.Driver(driver.Volume with { PodVolume = volume.Name, Expansion = expansion });
    }

    // A device is no place for files, and files are no device.
    private static void CheckUse(V1Pod pod, string volume, string mode)
    {
        foreach (var (container, _) in PodFacts.Containers(pod))
        {
            if (mode != "Filesystem" && (container.VolumeMounts ?? []).Exists(mount => mount.Name == volume))
                throw new VolumeException($"volume {volume} has volumeMode {mode}, but is specified in volumeMounts");
            if (mode != "Block" && (container.VolumeDevices ?? []).Exists(device => device.Name == volume))
                throw new VolumeException($"volume {volume} has volumeMode {mode}, but is specified in volumeDevices");
        }
    }

    private async ValueTask<(V1PersistentVolumeClaim Claim, V1PersistentVolume Volume)> FindAsync(V1Pod pod, V1Volume volume, CancellationToken cancellationToken)
    {
        var ns = pod.Metadata.Namespace!;
        var name = ClaimOf(pod, volume)!;
        var claim = await GetAsync<V1PersistentVolumeClaim>(new(ns, name), $"error processing PVC {ns}/{name}: failed to fetch PVC from API server", cancellationToken);
        if (volume.Ephemeral is not null && claim.Metadata.OwnerReferences?.Any(owner => owner.Uid == pod.Metadata.Uid) != true)
            throw new VolumeException($"error processing PVC {ns}/{name}: PVC {ns}/{name} was not created for pod {ns}/{pod.Metadata.Name} (pod is not owner)");
        if (claim.Metadata.DeletionTimestamp is not null) throw new VolumeException($"error processing PVC {ns}/{name}: PVC is being deleted");
        if (claim.Status?.Phase != "Bound" || claim.Spec.VolumeName is not { Length: > 0 } bound) throw new VolumeException($"error processing PVC {ns}/{name}: PVC is not bound");
        var found = await GetAsync<V1PersistentVolume>(new(bound), $"failed to fetch PV {bound} from API server", cancellationToken);
        if (found.Spec.ClaimRef?.Uid != claim.Metadata.Uid) throw new VolumeException($"error processing PVC {ns}/{name}: found PV object {bound} with an unexpected claimRef");
        Check(found);
        return (claim, found);
    }

    /// <summary>What a persistent volume is on this node.</summary>
    /// <exception cref="VolumeException">This node has no such kind.</exception>
    private static VolumeContent ContentOf(V1PersistentVolume volume, bool isReadOnly)
    {
        var isBlock = volume.Spec.VolumeMode == "Block";
        if (volume.Spec.HostPath is { } host) return isBlock ? new VolumeContent.Block(host.Path, isReadOnly) : new VolumeContent.Host(host.Path, host.Type ?? "");
        if (volume.Spec.Local is { } local) return isBlock ? new VolumeContent.Block(local.Path, isReadOnly) : new VolumeContent.Local(local.Path, isReadOnly);
        if (volume.Spec.Csi is { } csi)
        {
            return new VolumeContent.Driver(new()
            {
                Driver = csi.Driver,
                Handle = csi.VolumeHandle,
                Name = volume.Metadata.Name!,
                IsBlock = isBlock,
                IsReadOnly = isReadOnly || csi.ReadOnly == true,
                FsType = csi.FsType ?? "",
                MountOptions = volume.Spec.MountOptions ?? [],
                AccessModes = volume.Spec.AccessModes ?? [],
                Attributes = csi.VolumeAttributes ?? [],
                PublishSecret = (csi.NodePublishSecretRef?.Namespace, csi.NodePublishSecretRef?.Name),
                StageSecret = (csi.NodeStageSecretRef?.Namespace, csi.NodeStageSecretRef?.Name),
            });
        }

        throw new VolumeException($"no volume plugin matched: this node has none for persistent volume {volume.Metadata.Name}; it knows hostPath, local and csi");
    }

    /// <summary>Whether the volume can be reached from this node.</summary>
    private void Check(V1PersistentVolume volume)
    {
        if (volume.Spec.NodeAffinity?.Required is { } required && !NodeSelectors.Matches(required, node.Facts.NodeName, node.Facts.Labels))
            throw new VolumeException("storage node affinity check failed: no matching NodeSelectorTerms");
    }

    private async ValueTask<T> GetAsync<T>(ObjectKey key, string what, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        try
        {
            return await client.For<T>().GetAsync(key, cancellationToken);
        }
        catch (Exception e) when (e is ApiException or IOException or HttpRequestException)
        {
            throw new VolumeException($"{what}: {e.Message}", e);
        }
    }
}
