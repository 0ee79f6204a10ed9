using Kube.Api.AspNetCore.Requests;
using Kube.Api.Catalog;
using Microsoft.AspNetCore.Http;

namespace Kube.Api.AspNetCore.Routing;

/// <summary>What a request does, told from its method and path before anything is looked up. Allocates nothing but for lists with a query that speaks of watching.</summary>
internal static class RequestVerbs
{
    /// <summary>A verb of resources, or the lower-case method for a path that is none.</summary>
    public static string Of(HttpRequest request, in ApiPath path)
    {
        if (!path.IsResource) return OfMethod(request.Method);
        if (path.IsWatchPrefix) return Verbs.Watch;
        return request.Method switch
        {
            "GET" or "HEAD" when !path.Name.IsEmpty => Verbs.Get,
            "GET" or "HEAD" => IsWatch(request.QueryString) ? Verbs.Watch : Verbs.List,
            "POST" => Verbs.Create,
            "PUT" => Verbs.Update,
            "PATCH" => Verbs.Patch,
            "DELETE" => path.Name.IsEmpty ? Verbs.DeleteCollection : Verbs.Delete,
            _ => "",
        };
    }

    /// <summary>Whether the request's answer lasts as long as its client likes.</summary>
    public static bool IsLasting(in ApiPath path, string verb) =>
        verb == Verbs.Watch || (path.IsResource && path.Subresource is "attach" or "exec" or "log" or "portforward" or "proxy");

    private static bool IsWatch(QueryString query) =>
        query.HasValue && query.Value!.Contains("watch", StringComparison.Ordinal) && QueryParameters.Parse(query.Value).Flag("watch") == true;

    private static string OfMethod(string method) => method switch
    {
        "GET" => "get",
        "POST" => "post",
        "HEAD" => "head",
        "PUT" => "put",
        "PATCH" => "patch",
        "DELETE" => "delete",
        "OPTIONS" => "options",
        _ => method.ToLowerInvariant(),
    };
}
