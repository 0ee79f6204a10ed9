using Kube.Api.Catalog;
using Kube.Api.Models;

namespace Kube.Api.OwnTypes;

/// <summary>Another version of a class, by two functions. Metadata go along unless the function made its own.</summary>
internal sealed class OwnConversion<TServed, TStored>(Func<TServed, TStored> store, Func<TStored, TServed> serve, GroupVersionKind servedKind, GroupVersionKind storedKind)
    : ResourceConversion<TServed, TStored>
    where TServed : class, IKubernetesObject<V1ObjectMeta>
    where TStored : class, IKubernetesObject<V1ObjectMeta>
{
    protected override TStored ToStored(TServed served) => Named(store(served), storedKind, served.Metadata);

    protected override TServed ToServed(TStored stored) => Named(serve(stored), servedKind, stored.Metadata);

    private static T Named<T>(T made, GroupVersionKind kind, V1ObjectMeta metadata)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        (made.ApiVersion, made.Kind) = (kind.ApiVersion, kind.Kind);
        if (string.IsNullOrEmpty(made.Metadata.Name) && string.IsNullOrEmpty(made.Metadata.GenerateName)) made.Metadata = metadata;
        return made;
    }
}
