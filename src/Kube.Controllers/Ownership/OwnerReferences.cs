using Kube.Api.Models;

namespace Kube.Controllers.Ownership;

/// <summary>Reads and makes owner references.</summary>
public static class OwnerReferences
{
    /// <summary>The reference to the controller of an object, the one owner that manages it; null when it has none.</summary>
    public static V1OwnerReference? ControllerOf(IKubernetesObject<V1ObjectMeta> obj)
    {
        ArgumentNullException.ThrowIfNull(obj);
        foreach (var owner in obj.Metadata.OwnerReferences ?? [])
            if (owner.Controller == true) return owner;
        return null;
    }

    /// <summary>Whether an object's controller is the one of this uid.</summary>
    public static bool IsControlledBy(IKubernetesObject<V1ObjectMeta> obj, string? ownerUid) => ControllerOf(obj) is { } owner && owner.Uid == ownerUid;

    /// <summary>A reference that makes an object the controller of another.</summary>
    /// <param name="owner">An object of a built-in kind, or one that says its kind itself.</param>
    public static V1OwnerReference ToController(IKubernetesObject<V1ObjectMeta> owner)
    {
        ArgumentNullException.ThrowIfNull(owner);
        var kind = KubernetesTypes.Find(owner)?.Kind;
        return new()
        {
            ApiVersion = kind?.ApiVersion ?? owner.ApiVersion!,
            Kind = kind?.Kind ?? owner.Kind!,
            Name = owner.Metadata.Name!,
            Uid = owner.Metadata.Uid!,
            BlockOwnerDeletion = true,
            Controller = true,
        };
    }
}
