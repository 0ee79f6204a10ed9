using Kube.Api.Aggregation;
using Kube.Api.AspNetCore.Connect;
using Kube.Api.AspNetCore.Requests;
using Kube.Api.AspNetCore.Routing;
using Kube.Api.AspNetCore.Security;
using Kube.Api.Authentication;
using Kube.Api.Connect;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.Hosting;

namespace Kube.Api.AspNetCore.Aggregation;

/// <summary>Passes requests on whose group and version another server serves: authorized here, in the user's name there; streams, too.</summary>
internal sealed class AggregationDoor(
    AggregatedApis apis, DoorAuthorization authorization, ProxyForwarder proxies, UpgradeTunnel tunnels, IHostApplicationLifetime lifetime)
{
    /// <summary>Who serves a path; null when this server does, or nobody.</summary>
    public AggregatedApi? Find(ReadOnlySpan<char> path)
    {
        if (apis.Current.Count == 0) return null;
        // Its documents of OpenAPI are its own to tell.
        var isDocument = path.StartsWith("/openapi/v3/apis/");
        if (isDocument) path = path["/openapi/v3".Length..];
        if (!path.StartsWith("/apis/")) return null;
        var rest = path[6..];
        var slash = rest.IndexOf('/');
        if (slash < 0) return null;
        var version = rest[(slash + 1)..];
        var end = version.IndexOf('/');
        var found = apis.Find(rest[..slash], end < 0 ? version : version[..end]);
        return !isDocument || (end < 0 && found?.Spec.Version3.Count > 0) ? found : null;
    }

    public async ValueTask ServeAsync(HttpContext http, UserInfo user, AggregatedApi api)
    {
        await AuthorizeAsync(http, user);
        if (!api.IsAvailable)
        {
            http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            http.Response.ContentType = "text/plain; charset=utf-8";
            http.Response.Headers.XContentTypeOptions = "nosniff";
            await http.Response.WriteAsync("service unavailable\n", http.RequestAborted);
            return;
        }

        if (http.Features.Get<IHttpMinResponseDataRateFeature>() is { } responses) responses.MinDataRate = null;
        if (http.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } requests) requests.MinDataRate = null;
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, lifetime.ApplicationStopping);
        var location = $"https://{api.ServerName}:{api.ServicePort}{http.Request.Path.ToUriComponent()}{http.Request.QueryString.Value}";
        var target = new ConnectTarget
        {
            Kind = ConnectKind.Proxy,
            Location = new Uri(location, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }),
            Behind = api,
            Headers = FrontProxyClients.Describe(user),
            Flushes = true,
        };
        try
        {
            await (UpgradeTunnel.IsAsked(http.Request) ? tunnels.ServeAsync(http, target, ending.Token) : proxies.ServeAsync(http, target, ending.Token));
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested && http.Response.HasStarted)
        {
            // The server stops, and what was still passing through it ends.
        }
    }

    private ValueTask AuthorizeAsync(HttpContext http, UserInfo user)
    {
        var path = ApiPath.Parse(http.Request.Path.Value);
        if (!path.IsResource) return authorization.EnsurePathAllowedAsync(user, http.Request.Method, http.Request.Path.Value ?? "/", http.RequestAborted);
        var query = QueryParameters.Parse(http.Request.QueryString.Value);
        return authorization.EnsureAllowedAsync(DoorAuthorization.Describe(user, path, http.Request.Method, query.Flag("watch") == true), http.RequestAborted);
    }
}
