namespace Kube.Api.Catalog;

/// <summary>A field that <c>fieldSelector</c> accepts for a resource, beside <c>metadata.name</c> and <c>metadata.namespace</c>, which every resource has.</summary>
/// <param name="Name">The name in selectors, such as <c>spec.nodeName</c> or <c>reason</c>.</param>
/// <param name="Path">Where the value stands in the stored object: member names joined by dots. Numbers and booleans count as their JSON text.</param>
/// <param name="Default">The value of an object that lacks the field.</param>
/// <param name="Fallback">A second path, read when the first holds nothing; null for none.</param>
/// <param name="Indexed">True when many watchers select on exactly one value of it, as kubelets do on <c>spec.nodeName</c>: an event then wakes only the watchers of its values.</param>
public sealed record SelectableField(string Name, string Path, string Default = "", string? Fallback = null, bool Indexed = false)
{
    /// <summary>A field whose selector name is its path.</summary>
    public SelectableField(string path)
        : this(path, path)
    {
    }
}
