using Kube.Api.Client;
using Kube.Api.Models;

namespace Kube.Controllers.Runtime;

internal static class ObjectKeys
{
    /// <summary>The key of an object, typed or not.</summary>
    public static ObjectKey Key(this IKubernetesObject obj) => obj switch
    {
        IKubernetesObject<V1ObjectMeta> typed => new(typed.Metadata.Namespace ?? "", typed.Metadata.Name ?? ""),
        DynamicObject dynamic => new(dynamic.Namespace, dynamic.Name),
        _ => throw new ArgumentException($"{obj.GetType()} has no metadata"),
    };
}
