using Kube.Api.Aggregation;
using Kube.Api.Authentication;
using Kube.Api.Catalog;
using Kube.Api.Requests;

namespace Kube.Api.Client;

internal sealed class InProcessClientFactory(IObjectReader reader, IObjectWriter writer, IResourceCatalog catalog, TimeProvider time, AggregatedReach? reach = null)
    : IKubeClientFactory
{
    public IKubeClient Create(UserInfo user, string name)
    {
        var own = new InProcessTransport(reader, writer, catalog, user, name);
        return new KubeClient(reach?.Extend(own, user) ?? own, time);
    }
}
