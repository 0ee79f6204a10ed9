using Kube.Api.AspNetCore.Requests;
using Kube.Api.Authentication;
using Kube.Api.Catalog;
using Kube.Api.Requests;
using Microsoft.AspNetCore.Http;

namespace Kube.Api.AspNetCore.Routing;

/// <summary>Finds the operation that a method and a path ask for.</summary>
internal static class ResourceRouter
{
    public static RouteRefusal Resolve(
        RouteTable routes, in ApiPath path, HttpRequest http, UserInfo user, in QueryParameters query, out ResourceRequest request)
    {
        request = default;
        if (routes.Find(path) is not { } route) return routes.HasGroup(path.Group) ? RouteRefusal.NotServed : RouteRefusal.PageNotFound;
        var resource = route.Resource;
        var isAcrossNamespaces = resource.Namespaced && !path.IsInNamespace;
        if ((!resource.Namespaced && path.IsInNamespace) || (isAcrossNamespaces && !path.Name.IsEmpty))
            return resource.IsUntyped ? RouteRefusal.PageNotFound : RouteRefusal.NotServed;

        SubresourceRoute? subresource = null;
        string? verb;
        RouteRefusal refusal;
        if (path.Name.IsEmpty) refusal = ResolveCollection(route, isAcrossNamespaces, path.IsWatchPrefix, http.Method, query, out verb);
        else if (path.Subresource.IsEmpty) refusal = ResolveItem(route, path.IsWatchPrefix, http.Method, out verb);
        else refusal = ResolveSubresource(route, path, http.Method, out subresource, out verb);
        if (refusal != RouteRefusal.None) return resource.IsUntyped ? InGroupOfItsOwn(refusal, path) : refusal;

        var isRead = verb is Verbs.Get or Verbs.List or Verbs.Watch;
        request = new ResourceRequest(
            new RequestInfo
            {
                User = user,
                Verb = verb!,
                Resource = resource,
                Subresource = subresource?.Subresource.Name ?? "",
                Namespace = path.Namespace.IsEmpty ? "" : path.Namespace.ToString(),
                Name = path.Name.IsEmpty ? "" : path.Name.ToString(),
                UserAgent = isRead ? "" : ProductName(http.Headers.UserAgent),
            },
            subresource,
            query);
        return RouteRefusal.None;
    }

    // Custom resources are served by a handler of their own, which has its own words.
    private static RouteRefusal InGroupOfItsOwn(RouteRefusal refusal, in ApiPath path) => refusal switch
    {
        RouteRefusal.MethodNotAllowed => RouteRefusal.VerbNotSupported,
        RouteRefusal.NotServed when !path.Subresource.IsEmpty => RouteRefusal.NoSuchSubresource,
        _ => refusal,
    };

    private static RouteRefusal ResolveCollection(
        ResourceRoute route, bool isAcrossNamespaces, bool isWatchPrefix, string method, in QueryParameters query, out string? verb)
    {
        verb = null;
        var canList = route.Verbs.Contains(Verbs.List);
        if (!canList && (isAcrossNamespaces || !route.Verbs.Contains(Verbs.Create))) return RouteRefusal.NotServed;
        verb = method switch
        {
            "GET" => isWatchPrefix || (!query.IsEmpty && query.Flag("watch") == true) ? Verbs.Watch : Verbs.List,
            "POST" when !isAcrossNamespaces && !isWatchPrefix => Verbs.Create,
            "DELETE" when !isAcrossNamespaces && !isWatchPrefix => Verbs.DeleteCollection,
            _ => null,
        };
        return verb is not null && route.Verbs.Contains(verb) ? RouteRefusal.None : RouteRefusal.MethodNotAllowed;
    }

    private static RouteRefusal ResolveItem(ResourceRoute route, bool isWatchPrefix, string method, out string? verb)
    {
        verb = null;
        if (!route.Verbs.HasItemPaths) return RouteRefusal.NotServed;
        verb = method switch
        {
            "GET" => isWatchPrefix ? Verbs.Watch : Verbs.Get,
            "PUT" => Verbs.Update,
            "PATCH" => Verbs.Patch,
            "DELETE" => Verbs.Delete,
            _ => null,
        };
        return verb is not null && route.Verbs.Contains(verb) ? RouteRefusal.None : RouteRefusal.MethodNotAllowed;
    }

    private static RouteRefusal ResolveSubresource(ResourceRoute route, in ApiPath path, string method, out SubresourceRoute? subresource, out string? verb)
    {
        verb = null;
        // Only a proxy takes what follows it.
        if (!route.TryFindSubresource(path.Subresource, out subresource) || (!path.Rest.IsEmpty && subresource!.Subresource.Name != "proxy"))
            return RouteRefusal.NotServed;
        verb = method switch
        {
            "GET" => Verbs.Get,
            "POST" => Verbs.Create,
            "PUT" => Verbs.Update,
            "PATCH" => Verbs.Patch,
            "DELETE" => Verbs.Delete,
            "HEAD" when subresource!.Subresource.Name == "proxy" => Verbs.Get,
            // A method without a verb: only a rule for all verbs allows it.
            "OPTIONS" when subresource!.Subresource.Name == "proxy" => "",
            _ => null,
        };
        return verb is "" || (verb is not null && subresource!.Verbs.Contains(verb)) ? RouteRefusal.None : RouteRefusal.MethodNotAllowed;
    }

    // The field manager of a client that names none: what stands before the slash of its first product, such as kubectl.
    private static string ProductName(string? userAgent)
    {
        if (string.IsNullOrEmpty(userAgent)) return "";
        var slash = userAgent.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? userAgent : userAgent[..slash];
    }
}
