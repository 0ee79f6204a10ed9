using Kube.Api.Models;

namespace Kube.Api.Client.Caches;

/// <summary>What a cache must know of an object, typed or not.</summary>
internal static class CachedObjects
{
    public static ObjectKey KeyOf(IKubernetesObject obj) => obj switch
    {
        IKubernetesObject<V1ObjectMeta> typed => new(typed.Metadata.Namespace ?? "", typed.Metadata.Name ?? ""),
        DynamicObject dynamic => new(dynamic.Namespace, dynamic.Name),
        _ => throw new ArgumentException($"{obj.GetType()} has no metadata"),
    };

    public static string RevisionOf(IKubernetesObject obj) => obj switch
    {
        IKubernetesObject<V1ObjectMeta> typed => typed.Metadata.ResourceVersion ?? "",
        DynamicObject dynamic => dynamic.ResourceVersion,
        _ => "",
    };

    public static string UidOf(IKubernetesObject obj) => obj switch
    {
        IKubernetesObject<V1ObjectMeta> typed => typed.Metadata.Uid ?? "",
        DynamicObject dynamic => dynamic.Tree.GetObject("metadata"u8)?.GetString("uid"u8) ?? "",
        _ => "",
    };
}
