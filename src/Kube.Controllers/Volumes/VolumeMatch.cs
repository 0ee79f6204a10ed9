using Kube.Api.Models;
using Kube.Api.Selectors;
using Kube.Controllers.Pods;

namespace Kube.Controllers.Volumes;

/// <summary>Which volume fits a claim: decides from both.</summary>
internal static class VolumeMatch
{
    /// <summary>The class of a claim; empty: none.</summary>
    public static string ClassOf(V1PersistentVolumeClaim claim) =>
        claim.Metadata.Annotations?.GetValueOrDefault(VolumeNames.BetaClass) is { } old ? old : claim.Spec.StorageClassName ?? "";

    /// <summary>The class of a volume; empty: none.</summary>
    public static string ClassOf(V1PersistentVolume volume) =>
        volume.Metadata.Annotations?.GetValueOrDefault(VolumeNames.BetaClass) is { } old ? old : volume.Spec.StorageClassName ?? "";

    /// <summary>What a claim asks for.</summary>
    public static ResourceQuantity Requested(V1PersistentVolumeClaim claim) => claim.Spec.Resources?.Requests?.GetValueOrDefault("storage") ?? ResourceQuantity.Zero;

    /// <summary>What a volume has.</summary>
    public static ResourceQuantity Capacity(V1PersistentVolume volume) => volume.Spec.Capacity?.GetValueOrDefault("storage") ?? ResourceQuantity.Zero;

    /// <summary>Whether a volume names a claim, by name and, where it says so, by uid.</summary>
    public static bool Names(V1PersistentVolume volume, V1PersistentVolumeClaim claim) =>
        volume.Spec.ClaimRef is { } reference && reference.Name == claim.Metadata.Name && reference.Namespace == claim.Metadata.Namespace
        && (string.IsNullOrEmpty(reference.Uid) || reference.Uid == claim.Metadata.Uid);

    /// <summary>The smallest volume that fits, or the one that names the claim.</summary>
    /// <param name="claim">The claim.</param>
    /// <param name="volumes">Candidates.</param>
    /// <param name="delayed">Whether only a volume that names the claim counts: the scheduler chooses among others.</param>
    /// <param name="node">Where it must be reachable; null: anywhere.</param>
    public static V1PersistentVolume? Best(V1PersistentVolumeClaim claim, IEnumerable<V1PersistentVolume> volumes, bool delayed, V1Node? node = null)
    {
        V1PersistentVolume? best = null;
        var requested = Requested(claim);
        foreach (var volume in volumes)
        {
            if (volume.Metadata.DeletionTimestamp is not null || ModeOf(volume.Spec.VolumeMode) != ModeOf(claim.Spec.VolumeMode)) continue;
            if (volume.Spec.ClaimRef is not null && !Names(volume, claim)) continue;
            if (node is not null && volume.Spec.NodeAffinity?.Required is { } required && !NodeSelectors.Matches(required, node.Metadata.Name ?? "", node.Metadata.Labels)) continue;
            if (volume.Spec.ClaimRef is not null)
            {
                if (Capacity(volume) >= requested) return volume;
                continue;
            }

            if (delayed || volume.Status?.Phase != VolumeNames.Available || FindMismatch(volume, claim) is not null) continue;
            if (best is null || Capacity(volume) < Capacity(best)) best = volume;
        }

        return best;
    }

    /// <summary>Why a volume does not fit a claim that asks for it; null when it does.</summary>
    public static string? FindMismatch(V1PersistentVolume volume, V1PersistentVolumeClaim claim)
    {
        if (Capacity(volume) < Requested(claim)) return "requested PV is too small";
        if (ClassOf(volume) != ClassOf(claim)) return "storageClassName does not match";
        if (ModeOf(volume.Spec.VolumeMode) != ModeOf(claim.Spec.VolumeMode)) return "incompatible volumeMode";
        if ((claim.Spec.AccessModes ?? []).Exists(mode => volume.Spec.AccessModes?.Contains(mode) != true)) return "incompatible accessMode";
        if ((volume.Spec.VolumeAttributesClassName ?? "") != (claim.Spec.VolumeAttributesClassName ?? "")) return "VolumeAttributesClassName does not match";
        return claim.Spec.Selector is { } selector && !Selecting.Read(selector).Selects(volume.Metadata) ? "labels do not match selector" : null;
    }

    private static string ModeOf(string? mode) => string.IsNullOrEmpty(mode) ? "Filesystem" : mode;
}
