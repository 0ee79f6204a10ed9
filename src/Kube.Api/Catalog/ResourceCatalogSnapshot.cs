using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Kube.Api.Models;

namespace Kube.Api.Catalog;

/// <summary>The resources served at one moment. Immutable.</summary>
public sealed class ResourceCatalogSnapshot
{
    private readonly FrozenDictionary<GroupVersionResource, ResourceDefinition> _byResource;
    private readonly FrozenDictionary<GroupVersionKind, ResourceDefinition> _byKind;

    /// <summary>Makes a snapshot of <paramref name="definitions"/>.</summary>
    /// <exception cref="ArgumentException">Two definitions have the same group, version and plural, or the same storage key, or one is incomplete. The message names them all.</exception>
    public ResourceCatalogSnapshot(IEnumerable<ResourceDefinition> definitions)
    {
        Definitions = [.. definitions];
        Check(Definitions);
        _byResource = Definitions.ToFrozenDictionary(definition => definition.Resource);
        // Two resources may share a kind's name; the first is the one that a kind stands for.
        _byKind = Definitions.DistinctBy(definition => definition.Kind).ToFrozenDictionary(definition => definition.Kind);
    }

    /// <summary>Every resource, in the order of registration.</summary>
    public ImmutableArray<ResourceDefinition> Definitions { get; }

    /// <summary>Finds a resource as a path names it.</summary>
    public bool TryFind(GroupVersionResource resource, [NotNullWhen(true)] out ResourceDefinition? definition) => _byResource.TryGetValue(resource, out definition);

    /// <summary>Finds the resource of a kind.</summary>
    public bool TryFind(GroupVersionKind kind, [NotNullWhen(true)] out ResourceDefinition? definition) => _byKind.TryGetValue(kind, out definition);

    /// <summary>Whether any resource of the group and version is served.</summary>
    public bool HasVersion(string group, string version) => Definitions.Any(definition => definition.Kind.Group == group && definition.Kind.Version == version);

    private static void Check(ImmutableArray<ResourceDefinition> definitions)
    {
        var problems = new List<string>();
        foreach (var twins in definitions.GroupBy(definition => definition.Resource).Where(group => group.Count() > 1))
            problems.Add($"{twins.Key} is registered {twins.Count()} times");
        foreach (var twins in definitions.Where(d => d.StoredAs is null && !d.StoresNothing && d.Family is null).GroupBy(d => d.StorageName).Where(group => group.Count() > 1))
            problems.Add($"{string.Join(" and ", twins)} are stored under the same key /registry/{twins.Key}/");
        foreach (var definition in definitions)
        {
            if (definition is { Strategy: null, StoredAs: null, StoresNothing: false })
                problems.Add($"{definition} has neither Strategy nor StoredAs, and does not say StoresNothing");
            if (definition.StoredAs is null != definition.Conversion is null)
                problems.Add($"{definition} needs StoredAs and Conversion together");
            if (definition.StoredAs is { } stored && !definitions.Contains(stored))
                problems.Add($"{definition} is stored as {stored}, which is not registered");
        }

        if (problems.Count > 0) throw new ArgumentException($"The resource catalog is inconsistent: {string.Join("; ", problems)}.");
    }
}
