using System.Collections.Frozen;
using Kube.Api.Catalog;

namespace Kube.Api.Requests;

/// <summary>What creates do where nothing is stored, by resource and subresource.</summary>
internal sealed class ResourceActions(IEnumerable<IResourceAction> actions)
{
    private readonly FrozenDictionary<(GroupVersionResource, string), IResourceAction> _byAddress =
        actions.ToFrozenDictionary(action => (action.Resource, action.Subresource));

    public IResourceAction? Find(GroupVersionResource resource, string subresource) => _byAddress.GetValueOrDefault((resource, subresource));
}
