using System.Collections.Frozen;
using Kube.Api.Catalog;

namespace Kube.Api.AspNetCore.Routing;

/// <summary>What can be done at the paths of one resource, looked up once per catalog state instead of per request.</summary>
internal sealed class ResourceRoute
{
    private readonly FrozenDictionary<string, SubresourceRoute>.AlternateLookup<ReadOnlySpan<char>> _subresources;

    public ResourceRoute(ResourceDefinition resource)
    {
        Resource = resource;
        Verbs = new VerbSet(resource.ServedVerbs);
        _subresources = resource.Subresources
            .ToFrozenDictionary(subresource => subresource.Name, subresource => new SubresourceRoute(subresource))
            .GetAlternateLookup<ReadOnlySpan<char>>();
    }

    public ResourceDefinition Resource { get; }

    public VerbSet Verbs { get; }

    public bool TryFindSubresource(ReadOnlySpan<char> name, out SubresourceRoute? subresource) => _subresources.TryGetValue(name, out subresource);
}
