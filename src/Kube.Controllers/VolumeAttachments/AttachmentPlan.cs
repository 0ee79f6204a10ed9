using Kube.Api.Models;
using Kube.Controllers.Pods;

namespace Kube.Controllers.VolumeAttachments;

/// <summary>What has to be attached to a node, and what detached: decides.</summary>
/// <param name="Attach">Volumes without an attachment.</param>
/// <param name="Blocked">Volumes that are attached elsewhere and can be attached only once.</param>
/// <param name="Detach">Attachments that nobody needs.</param>
/// <param name="Next">When to look again; null: when something changes.</param>
internal sealed record AttachmentPlan(IReadOnlyList<WantedVolume> Attach, IReadOnlyList<WantedVolume> Blocked, IReadOnlyList<V1VolumeAttachment> Detach, TimeSpan? Next)
{
    // After this the node is no longer waited for to let a volume go.
    private static readonly TimeSpan s_force = TimeSpan.FromMinutes(6);
    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(5);

    /// <summary>Decides.</summary>
    /// <param name="node">The node; null: it is gone.</param>
    /// <param name="wanted">What its pods use.</param>
    /// <param name="present">The attachments to it.</param>
    /// <param name="elsewhere">The attachments of a volume to other nodes.</param>
    /// <param name="volumeOf">A volume by its name.</param>
    /// <param name="unneeded">Since when nobody needs an attachment, by its name.</param>
    /// <param name="now">The time.</param>
    public static AttachmentPlan For(
        V1Node? node, IReadOnlyList<WantedVolume> wanted, IReadOnlyList<V1VolumeAttachment> present, Func<V1PersistentVolume, bool> elsewhere, Func<string, V1PersistentVolume?> volumeOf,
        Dictionary<string, DateTimeOffset> unneeded, DateTimeOffset now)
    {
        var held = present.Where(static attachment => attachment.Metadata.DeletionTimestamp is null).Select(static attachment => attachment.Spec.Source.PersistentVolumeName).ToHashSet();
        var missing = wanted.Where(one => !held.Contains(one.Volume.Metadata.Name)).ToList();
        var blocked = missing.Where(one => IsForOneNode(one.Volume) && elsewhere(one.Volume)).ToList();
        var needed = wanted.Select(static one => one.Volume.Metadata.Name).ToHashSet();
        var detach = new List<V1VolumeAttachment>();
        TimeSpan? next = blocked.Count > 0 ? s_look : null;
        foreach (var attachment in present)
        {
            if (attachment.Metadata.DeletionTimestamp is not null || needed.Contains(attachment.Spec.Source.PersistentVolumeName))
            {
                unneeded.Remove(attachment.Metadata.Name!);
                continue;
            }

            if (!unneeded.TryGetValue(attachment.Metadata.Name!, out var since)) unneeded[attachment.Metadata.Name!] = since = now;
            if (IsInUse(node, attachment, volumeOf) && now - since < s_force) next = s_look;
            else detach.Add(attachment);
        }

        return new([.. missing.Except(blocked)], blocked, detach, next);
    }

    private static bool IsForOneNode(V1PersistentVolume volume) =>
        volume.Spec.AccessModes?.Contains("ReadWriteMany") != true && volume.Spec.AccessModes?.Contains("ReadOnlyMany") != true;

    // The node says what it has mounted; one that is out of service says nothing that counts.
    private static bool IsInUse(V1Node? node, V1VolumeAttachment attachment, Func<string, V1PersistentVolume?> volumeOf)
    {
        if (node is null || (node.Spec.Taints ?? []).Exists(static taint => taint.Key == "node.kubernetes.io/out-of-service")) return false;
        return attachment.Spec.Source.PersistentVolumeName is { } name && volumeOf(name) is { Spec.Csi: not null } volume
            && node.Status?.VolumesInUse?.Contains(WantedVolume.NameOnNodes(volume)) == true;
    }

    /// <summary>Whether a pod still needs its volumes on its node.</summary>
    public static bool Needs(V1Pod pod) => !PodStates.IsFinished(pod);
}
