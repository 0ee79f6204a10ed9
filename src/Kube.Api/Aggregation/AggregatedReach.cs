using Kube.Api.Authentication;
using Kube.Api.Client;
using Microsoft.Extensions.DependencyInjection;

namespace Kube.Api.Aggregation;

/// <summary>Gives the clients of this process what other servers serve behind it.</summary>
/// <remarks>The connections find a server's address by such a client: they are made when the first request needs them.</remarks>
internal sealed class AggregatedReach(AggregatedApis apis, IServiceProvider services)
{
    private FrontProxyClients Connections => field ??= services.GetRequiredService<FrontProxyClients>();

    /// <summary>A transport that reaches both.</summary>
    public IKubeTransport Extend(IKubeTransport own, UserInfo user) => new AggregatedTransport(own, apis, api => new FrontProxyHandler(Connections, api, user));
}
