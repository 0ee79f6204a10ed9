using Kube.Api.Models;
using Kube.Api.Selectors;

namespace Kube.Scheduling.Plugins.Volumes;

/// <summary>Whether a volume, or one that would be made, fits a claim.</summary>
internal static class VolumeFit
{
    public const string SelectedNode = "volume.kubernetes.io/selected-node";
    public const string BindCompleted = "pv.kubernetes.io/bind-completed";
    public const string BoundByController = "pv.kubernetes.io/bound-by-controller";
    public const string NoProvisioner = "kubernetes.io/no-provisioner";

    private const string BetaClass = "volume.beta.kubernetes.io/storage-class";

    public static string ClassOf(V1PersistentVolumeClaim claim) => claim.Metadata.Annotations?.GetValueOrDefault(BetaClass) ?? claim.Spec.StorageClassName ?? "";

    public static bool IsBound(V1PersistentVolumeClaim claim) => claim.Spec.VolumeName is { Length: > 0 } && claim.Metadata.Annotations?.ContainsKey(BindCompleted) == true;

    public static bool IsNamedBy(V1PersistentVolume volume, V1PersistentVolumeClaim claim) =>
        volume.Spec.ClaimRef is { } reference && reference.Name == claim.Metadata.Name && reference.Namespace == claim.Metadata.Namespace
        && (string.IsNullOrEmpty(reference.Uid) || reference.Uid == claim.Metadata.Uid);

    public static ResourceQuantity Requested(V1PersistentVolumeClaim claim) => claim.Spec.Resources?.Requests?.GetValueOrDefault("storage") ?? ResourceQuantity.Zero;

    public static ResourceQuantity Capacity(V1PersistentVolume volume) => volume.Spec.Capacity?.GetValueOrDefault("storage") ?? ResourceQuantity.Zero;

    /// <summary>Whether a volume that there is can be the claim's, wherever it is.</summary>
    public static bool Fits(V1PersistentVolume volume, V1PersistentVolumeClaim claim)
    {
        if (volume.Metadata.DeletionTimestamp is not null || Capacity(volume) < Requested(claim)) return false;
        if ((volume.Spec.VolumeMode ?? "Filesystem") != (claim.Spec.VolumeMode ?? "Filesystem")) return false;
        if (volume.Spec.ClaimRef is not null) return IsNamedBy(volume, claim);
        if (volume.Status?.Phase != "Available") return false;
        var storageClass = volume.Metadata.Annotations?.GetValueOrDefault(BetaClass) ?? volume.Spec.StorageClassName ?? "";
        return storageClass == ClassOf(claim)
            && (claim.Spec.AccessModes ?? []).TrueForAll(mode => volume.Spec.AccessModes?.Contains(mode) == true)
            && (claim.Spec.Selector is not { } selector || Selects(selector, volume.Metadata.Labels ?? []));
    }

    /// <summary>Whether a volume of the class could be made where a node is.</summary>
    public static bool CanBeMade(V1StorageClass? storageClass, V1Node node)
    {
        if (storageClass is null || storageClass.Provisioner is "" or NoProvisioner) return false;
        if (storageClass.AllowedTopologies is not { Count: > 0 } topologies) return true;
        return topologies.Exists(term => (term.MatchLabelExpressions ?? []).TrueForAll(demand =>
            node.Metadata.Labels?.GetValueOrDefault(demand.Key) is { } value && demand.Values?.Contains(value) == true));
    }

    private static bool Selects(V1LabelSelector selector, Dictionary<string, string> labels)
    {
        var requirements = new List<LabelRequirement>();
        foreach (var (key, value) in selector.MatchLabels ?? []) requirements.Add(new(key, LabelOperator.In, value));
        foreach (var expression in selector.MatchExpressions ?? [])
        {
            if (!Enum.TryParse<LabelOperator>(expression.Operator, out var op)) return false;
            requirements.Add(new(expression.Key, op, expression.Values ?? []));
        }

        return new LabelSelector(requirements).Matches(labels);
    }
}
