using Kube.Api.Catalog;

namespace Kube.Api.Errors;

/// <summary>404 <c>NotFound</c>: no object of that name.</summary>
/// <param name="resource">The resource asked for.</param>
/// <param name="name">The name asked for.</param>
public sealed class NotFoundException(GroupVersionResource resource, string name) : ApiException($"{resource.Qualified} \"{name}\" not found")
{
    /// <summary>The resource asked for.</summary>
    public GroupVersionResource Resource { get; } = resource;

    /// <summary>The name asked for.</summary>
    public string Name { get; } = name;
}
