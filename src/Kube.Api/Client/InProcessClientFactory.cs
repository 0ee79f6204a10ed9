using Kube.Api.Authentication;
using Kube.Api.Catalog;
using Kube.Api.Requests;

namespace Kube.Api.Client;

internal sealed class InProcessClientFactory(IObjectReader reader, IObjectWriter writer, IResourceCatalog catalog, TimeProvider time) : IKubeClientFactory
{
    public IKubeClient Create(UserInfo user, string name) => new KubeClient(new InProcessTransport(reader, writer, catalog, user, name), time);
}
