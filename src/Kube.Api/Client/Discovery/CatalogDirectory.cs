using Kube.Api.Catalog;
using Kube.Api.Discovery;

namespace Kube.Api.Client.Discovery;

/// <summary>What the server of this process has.</summary>
internal sealed class CatalogDirectory(IResourceCatalog catalog) : IResourceDirectory
{
    private volatile Listed? _listed;

    public ValueTask<IReadOnlyList<ServedResource>> ListAsync(CancellationToken cancellationToken)
    {
        var current = catalog.Current;
        var listed = _listed;
        if (listed?.Of != current) _listed = listed = new(current, Read(current));
        return new(listed.Resources);
    }

    private static ServedResource[] Read(ResourceCatalogSnapshot snapshot)
    {
        var definitions = snapshot.Definitions.OrderBy(static definition => definition.Kind.Group, Comparer<string>.Create(GroupOrder.CompareGroups))
            .ThenBy(static definition => definition.Kind.Version, Comparer<string>.Create(GroupOrder.CompareVersions))
            .ThenBy(static definition => definition.Plural, StringComparer.Ordinal);
        var seen = new HashSet<(string Group, string Plural)>();
        return [.. definitions.Select(definition => new ServedResource(
            definition.Resource, definition.Kind.Kind, definition.Namespaced, definition.ServedVerbs, seen.Add((definition.Kind.Group, definition.Plural))))];
    }

    private sealed record Listed(ResourceCatalogSnapshot Of, IReadOnlyList<ServedResource> Resources);
}
