using Kube.Api.Aggregation;
using Kube.Api.Catalog;
using Kube.Api.Discovery;

namespace Kube.Api.Client.Discovery;

/// <summary>What the server of this process has, and what others have behind it.</summary>
internal sealed class CatalogDirectory(IResourceCatalog catalog, AggregatedApis? behind = null) : IResourceDirectory
{
    private volatile Listed? _listed;

    public ValueTask<ServedResources> ListAsync(CancellationToken cancellationToken)
    {
        var (current, apis) = (catalog.Current, behind?.Current ?? []);
        var listed = _listed;
        if (listed?.Of != current || listed.Behind != apis) _listed = listed = new(current, apis, Read(current, apis));
        return new(listed.Resources);
    }

    private static ServedResources Read(ResourceCatalogSnapshot snapshot, IReadOnlyList<AggregatedApi> behind)
    {
        // As the door does: who is registered for a version serves all of it.
        var definitions = snapshot.Definitions.Where(definition => !behind.Any(api => api.Group == definition.Kind.Group && api.Version == definition.Kind.Version))
            .OrderBy(static definition => definition.Kind.Group, Comparer<string>.Create(GroupOrder.CompareGroups))
            .ThenBy(static definition => definition.Kind.Version, Comparer<string>.Create(GroupOrder.CompareVersions))
            .ThenBy(static definition => definition.Plural, StringComparer.Ordinal);
        var seen = new HashSet<(string Group, string Plural)>();
        var all = definitions.Select(definition => new ServedResource(
            definition.Resource, definition.Kind.Kind, definition.Namespaced, definition.ServedVerbs, seen.Add((definition.Kind.Group, definition.Plural)))).ToList();
        foreach (var api in behind.Where(static api => api.IsAvailable))
            all.AddRange(BehindResources.Read(api, resource => seen.Add((resource.Group, resource.Resource))));
        return new(all, [.. behind.Where(static api => !api.IsAvailable).Select(static api => $"{api.Group}/{api.Version}")]);
    }

    private sealed record Listed(ResourceCatalogSnapshot Of, IReadOnlyList<AggregatedApi> Behind, ServedResources Resources);
}
