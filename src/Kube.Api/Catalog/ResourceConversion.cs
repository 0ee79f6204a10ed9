using Kube.Api.Models;

namespace Kube.Api.Catalog;

/// <summary>Turns a served version into the stored one and back. Derive from <see cref="ResourceConversion{TServed, TStored}"/>.</summary>
/// <remarks>Called on objects that the caller owns; may take parts over, so the source must not be used afterwards. Must lose nothing: what one version
/// cannot say is kept in annotations, as upstream does. One instance serves every request at once.</remarks>
public abstract class ResourceConversion
{
    private protected ResourceConversion()
    {
    }

    /// <summary>Makes the stored form.</summary>
    public abstract IKubernetesObject<V1ObjectMeta> ToStoredForm(IKubernetesObject<V1ObjectMeta> served);

    /// <summary>Makes the served form.</summary>
    public abstract IKubernetesObject<V1ObjectMeta> ToServedForm(IKubernetesObject<V1ObjectMeta> stored);
}
