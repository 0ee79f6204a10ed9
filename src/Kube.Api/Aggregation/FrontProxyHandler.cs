using Kube.Api.Authentication;

namespace Kube.Api.Aggregation;

/// <summary>Sends requests to a server behind this one in the name of a user.</summary>
internal sealed class FrontProxyHandler(FrontProxyClients connections, AggregatedApi api, UserInfo user) : HttpMessageHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        foreach (var (name, value) in FrontProxyClients.Describe(user)) request.Headers.TryAddWithoutValidation(name, value);
        return connections.To(api).SendAsync(request, cancellationToken);
    }
}
