using Kube.Api.AspNetCore.Health;
using Kube.Api.AspNetCore.Metrics;
using Kube.Api.AspNetCore.Negotiation;
using Kube.Api.AspNetCore.Requests;
using Kube.Api.AspNetCore.Responses;
using Kube.Api.AspNetCore.Routing;
using Kube.Api.AspNetCore.Security;
using Kube.Api.Authentication;
using Kube.Api.Discovery;
using Microsoft.AspNetCore.Http;

namespace Kube.Api.AspNetCore.Door;

/// <summary>Serves the paths that are no resource: discovery, version, health, metrics, OpenAPI, and the list of all of them.</summary>
internal sealed class PathDoor(
    DoorAuthorization authorization, RouteTableCache routes, DiscoveryEndpoint discovery, HealthReport health, MetricsEndpoint metrics, IEnumerable<IPathEndpoint> others)
{
    private readonly IPathEndpoint[] _others = [.. others];

    public async ValueTask ServeAsync(HttpContext http, UserInfo user)
    {
        var path = http.Request.Path.Value is { Length: > 0 } given ? given : "/";
        await authorization.EnsurePathAllowedAsync(user, http.Request.Method, path, http.RequestAborted);
        if (path is "/" or "/index.html") ListPaths(http);
        else if (path is "/version" or "/version/") Version(http);
        else if (path == "/metrics") metrics.Serve(http);
        else if (!await health.TryServeAsync(http, path) && !discovery.TryServe(http, path) && !await TryOthersAsync(http, path)) Answers.PageNotFound(http);
    }

    private async ValueTask<bool> TryOthersAsync(HttpContext http, string path)
    {
        foreach (var endpoint in _others)
        {
            if (await endpoint.TryServeAsync(http, path)) return true;
        }

        return false;
    }

    private void ListPaths(HttpContext http)
    {
        var paths = routes.Current.Discovery.Paths()
            .Concat(health.Paths())
            .Concat(["/metrics", "/version"])
            .Concat(_others.SelectMany(endpoint => endpoint.Paths))
            .Order(StringComparer.Ordinal);
        Answers.Whole(http, StatusCodes.Status200OK, DiscoveryJson.Paths(paths), null, OutputForm.Json, pretty: true);
    }

    private static void Version(HttpContext http)
    {
        if (http.Request.Method != "GET") Answers.Status(http, RouterStatus.MethodNotAllowed, ErrorForm.Of(http), pretty: false);
        else if (!OutputNegotiator.Negotiate(http.Request.Headers.Accept, NegotiationScope.JsonOnly).IsProducible)
            Answers.Status(http, RouterStatus.NotAcceptableVersion, OutputForm.Json, pretty: false);
        else Answers.Whole(http, StatusCodes.Status200OK, ServerVersion.Json, null, OutputForm.Json, pretty: true);
    }
}
