using System.Collections.Concurrent;
using Kube.Api.Catalog;
using Kube.Api.Errors;
using Kube.Api.Models;

namespace Kube.Api.Client.Http;

/// <summary>Asks the server which resources it has, a group version at a time. What was found is kept; what was not is asked for again, since resources come.</summary>
internal sealed class ResourceFinder(HttpClient http)
{
    private readonly ConcurrentDictionary<(string Group, string Version), V1APIResourceList> _lists = new();

    public async ValueTask<ClientResource> FindAsync(GroupVersionKind kind, CancellationToken cancellationToken)
    {
        var codec = KubernetesTypes.Find(kind) ?? ClientResource.DynamicCodec(kind);
        var found = await FindAsync(kind.Group, kind.Version, resource => resource.Kind == kind.Kind, cancellationToken);
        return new ClientResource(new GroupVersionResource(kind.Group, kind.Version, found.Name), found.Namespaced, codec);
    }

    public async ValueTask<ClientResource> FindAsync(GroupVersionResource resource, CancellationToken cancellationToken)
    {
        var found = await FindAsync(resource.Group, resource.Version, one => one.Name == resource.Resource, cancellationToken);
        return new ClientResource(resource, found.Namespaced, ClientResource.DynamicCodec(new GroupVersionKind(resource.Group, resource.Version, found.Kind)));
    }

    private async ValueTask<V1APIResource> FindAsync(string group, string version, Func<V1APIResource, bool> fits, CancellationToken cancellationToken)
    {
        if (_lists.TryGetValue((group, version), out var kept) && Find(kept, fits) is { } known) return known;
        using var message = new HttpRequestMessage(HttpMethod.Get, RequestPaths.Version(new GroupVersionResource(group, version, "")).ToString());
        var body = await HttpExchange.SendAsync(http, message, cancellationToken);
        var list = (V1APIResourceList)KubernetesTypes.Codec<V1APIResourceList>().Decode(body, null);
        _lists[(group, version)] = list;
        return Find(list, fits) ?? throw new ResourceNotServedException();
    }

    // Subresources stand in the list too, with a slash in their name.
    private static V1APIResource? Find(V1APIResourceList list, Func<V1APIResource, bool> fits) =>
        list.Resources.Find(resource => !resource.Name.Contains('/', StringComparison.Ordinal) && fits(resource));
}
