namespace Kube.Api.Catalog;

/// <summary>Resources registered together; the catalog is made of all sets.</summary>
internal sealed record ResourceSet(IReadOnlyList<ResourceDefinition> Definitions);
