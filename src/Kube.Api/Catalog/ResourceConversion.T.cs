using Kube.Api.Models;

namespace Kube.Api.Catalog;

/// <summary>Turns one served version into the stored one and back.</summary>
/// <typeparam name="TServed">The version served.</typeparam>
/// <typeparam name="TStored">The version stored.</typeparam>
public abstract class ResourceConversion<TServed, TStored> : ResourceConversion
    where TServed : class, IKubernetesObject<V1ObjectMeta>
    where TStored : class, IKubernetesObject<V1ObjectMeta>
{
    /// <inheritdoc cref="ResourceConversion.ToStoredForm"/>
    protected abstract TStored ToStored(TServed served);

    /// <inheritdoc cref="ResourceConversion.ToServedForm"/>
    protected abstract TServed ToServed(TStored stored);

    /// <inheritdoc/>
    public sealed override IKubernetesObject<V1ObjectMeta> ToStoredForm(IKubernetesObject<V1ObjectMeta> served) => ToStored((TServed)served);

    /// <inheritdoc/>
    public sealed override IKubernetesObject<V1ObjectMeta> ToServedForm(IKubernetesObject<V1ObjectMeta> stored) => ToServed((TStored)stored);
}
