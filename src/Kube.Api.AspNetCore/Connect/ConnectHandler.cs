using System.Collections.Frozen;
using Kube.Api.AspNetCore.Routing;
using Kube.Api.AspNetCore.Security;
using Kube.Api.Authorization;
using Kube.Api.Catalog;
using Kube.Api.Connect;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.Hosting;

namespace Kube.Api.AspNetCore.Connect;

/// <summary>Serves the subresources that are connections. None has a time limit; all end when the server stops.</summary>
internal sealed class ConnectHandler(
    IEnumerable<ISubresourceConnector> connectors, DoorAuthorization authorization, TextForwarder texts, UpgradeTunnel tunnels, ProxyForwarder proxies,
    IHostApplicationLifetime lifetime)
{
    private readonly FrozenDictionary<(GroupVersionResource, string), ISubresourceConnector> _connectors =
        connectors.ToFrozenDictionary(connector => (connector.Resource, connector.Subresource));

    /// <summary>Who knows where a request leads; null when it leads to an object.</summary>
    public ISubresourceConnector? Find(in ResourceRequest request) =>
        request.Subresource is null ? null : _connectors.GetValueOrDefault((request.Info.Resource.Resource, request.Info.Subresource));

    public async ValueTask ServeAsync(HttpContext http, ResourceRequest request, AuthorizationAttributes attributes, ISubresourceConnector connector)
    {
        await authorization.EnsureAllowedAsync(attributes, http.RequestAborted);
        // Who neither types nor reads for an hour is no attacker here.
        if (http.Features.Get<IHttpMinResponseDataRateFeature>() is { } responses) responses.MinDataRate = null;
        if (http.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } requests) requests.MinDataRate = null;
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, lifetime.ApplicationStopping);
        var target = await connector.ConnectAsync(
            new ConnectRequest { Info = request.Info, Query = request.Query.Pairs, Path = ConnectPath.Rest(http.Request.Path) }, ending.Token);
        try
        {
            await (target.Kind switch
            {
                ConnectKind.Text => texts.ServeAsync(http, request.Info, target, ending.Token),
                ConnectKind.Upgrade => tunnels.ServeAsync(http, target, ending.Token),
                _ when UpgradeTunnel.IsAsked(http.Request) => tunnels.ServeAsync(http, WithQuery(target, http.Request), ending.Token),
                _ => proxies.ServeAsync(http, WithQuery(target, http.Request), ending.Token),
            });
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested && http.Response.HasStarted)
        {
            // The server stops, and what was still passing through it ends.
        }
    }

    private static ConnectTarget WithQuery(ConnectTarget target, HttpRequest request) =>
        request.QueryString.HasValue
            ? target with { Location = new Uri(target.Location!.OriginalString + request.QueryString.Value, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }) }
            : target;
}
