using Kube.Api.Client;
using Kube.Api.Client.Caches;
using Kube.Api.Models;
using Kube.Controllers.Ownership;

namespace Kube.Controllers.Runtime;

/// <summary>Queues the controller of an object, when it is of the controller's kind.</summary>
internal sealed class OwnedHandler<TResource, TOwned>(Controller<TResource> controller) : ICacheHandler<TOwned>
    where TResource : class, IKubernetesObject
    where TOwned : class, IKubernetesObject<V1ObjectMeta>
{
    private readonly GroupVersionKind? _kind = typeof(TResource) == typeof(DynamicObject) ? null : KindOf();

    public void Added(TOwned obj, bool isInitial) => Queue(obj, isInitial);

    public void Updated(TOwned old, TOwned current)
    {
        if (OwnerReferences.ControllerOf(old)?.Uid != OwnerReferences.ControllerOf(current)?.Uid) Queue(old, isInitial: false);
        Queue(current, isInitial: false);
    }

    public void Deleted(TOwned last) => Queue(last, isInitial: false);

    private static GroupVersionKind? KindOf() => KubernetesTypes.All.Cast<GroupVersionKind?>().FirstOrDefault(static kind => KubernetesTypes.Find(kind!.Value)?.ClrType == typeof(TResource));

    private void Queue(TOwned obj, bool isInitial)
    {
        if (OwnerReferences.ControllerOf(obj) is not { } owner) return;
        if (_kind is { } kind && (owner.Kind != kind.Kind || GroupOf(owner.ApiVersion) != kind.Group)) return;
        var key = new ObjectKey(obj.Metadata.Namespace ?? "", owner.Name);
        // An owner without a namespace may own objects that have one.
        if (key.Namespace.Length > 0 && controller.Cache.TryGet(new(owner.Name), out _)) key = new(owner.Name);
        controller.Queue.Add(key, isInitial);
    }

    private static string GroupOf(string apiVersion) => apiVersion.IndexOf('/', StringComparison.Ordinal) is var slash and >= 0 ? apiVersion[..slash] : "";
}
