namespace Kube.Api.Catalog;

/// <summary>The resources that are served now. Safe for concurrent use; changes whole snapshots, as when a custom resource is defined.</summary>
public interface IResourceCatalog
{
    /// <summary>What is served now; take it once per request. A new object after every change, so that it can key caches.</summary>
    ResourceCatalogSnapshot Current { get; }
}
