using Kube.Api.AspNetCore.Negotiation;
using Kube.Api.AspNetCore.Requests;
using Kube.Api.AspNetCore.Responses;
using Kube.Api.AspNetCore.Routing;
using Kube.Api.Discovery;
using Kube.Api.Models;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Kube.Api.AspNetCore.Door;

/// <summary>Serves <c>/api</c>, <c>/apis</c>, groups and versions, in the old form and the aggregated one.</summary>
internal sealed class DiscoveryEndpoint(RouteTableCache routes)
{
    private static readonly StringValues Public = "public";
    private static readonly StringValues VaryAccept = "Accept";

    public bool TryServe(HttpContext http, string path)
    {
        var discovery = routes.Current.Discovery;
        var parts = path.Trim('/').Split('/');
        switch (parts)
        {
            case ["api"]:
                if (!TryAggregated(http, discovery.AggregatedLegacy))
                    Document(http, discovery.LegacyVersions($"{http.Connection.LocalIpAddress}:{http.Connection.LocalPort}"), isRouted: true);
                return true;
            case ["apis"]:
                if (!TryAggregated(http, discovery.AggregatedGroups)) Document(http, discovery.Groups, isRouted: false);
                return true;
            case ["api", var version]:
                Document(http, discovery.FindVersion("", version), isRouted: true);
                return true;
            case ["apis", var group] when discovery.FindGroup(group) is { } document:
                Document(http, document, isRouted: false);
                return true;
            case ["apis", var group, var version] when discovery.FindGroup(group) is not null && (routes.Current.HasGroup(group) || discovery.FindVersion(group, version) is not null):
                Document(http, discovery.FindVersion(group, version), isRouted: true);
                return true;
            default:
                return false;
        }
    }

    // Group lists and groups are served by a plain handler, which takes any method and has no router's 406.
    private static void Document(HttpContext http, DiscoveryDocument? document, bool isRouted)
    {
        var negotiated = OutputNegotiator.Negotiate(http.Request.Headers.Accept, NegotiationScope.Discovery);
        var form = negotiated.Form;
        var refusal = document is null ? RouterStatus.NotFound : Refusal(http, negotiated, isRouted);
        var pretty = Prettiness.IsWanted(QueryParameters.Parse(http.Request.QueryString.Value), http.Request.Headers.UserAgent);
        if (refusal is not null) Answers.Status(http, refusal, form ?? OutputForm.Json, pretty);
        else Answers.Whole(http, StatusCodes.Status200OK, document!.Json, null, form!, pretty);
    }

    private static V1Status? Refusal(HttpContext http, in Negotiated negotiated, bool isRouted)
    {
        if (isRouted && http.Request.Method != "GET") return RouterStatus.MethodNotAllowed;
        if (isRouted && !negotiated.IsProducible) return RouterStatus.NotAcceptable;
        return negotiated.Form is null ? RouterStatus.HandlerNotAcceptable : null;
    }

    private static bool TryAggregated(HttpContext http, DiscoveryDocument document)
    {
        if (!AggregatedAccept.IsWanted(http.Request.Headers.Accept)) return false;
        var headers = http.Response.Headers;
        headers.Vary = VaryAccept;
        headers.CacheControl = Public;
        headers.ETag = document.ETag;
        if (http.Request.Headers.IfNoneMatch == document.ETag) http.Response.StatusCode = StatusCodes.Status304NotModified;
        else Answers.Bytes(http, StatusCodes.Status200OK, document.Json.Span, AggregatedAccept.ContentType);
        return true;
    }
}
