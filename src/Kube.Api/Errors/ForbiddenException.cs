using Kube.Api.Catalog;
using Kube.Api.Models;

namespace Kube.Api.Errors;

/// <summary>403 <c>Forbidden</c>: the user may not, or an admission rule says no.</summary>
public sealed class ForbiddenException : ApiException
{
    /// <summary>A request about a resource is forbidden.</summary>
    /// <param name="resource">The resource.</param>
    /// <param name="name">The object, or empty for a collection.</param>
    /// <param name="why">The rest of the sentence.</param>
    /// <param name="causes">What stands behind it, if clients are to tell.</param>
    public ForbiddenException(GroupVersionResource resource, string name, string why, IReadOnlyList<V1StatusCause>? causes = null)
        : base(name.Length == 0 ? $"{resource.Qualified} is forbidden: {why}" : $"{resource.Qualified} \"{name}\" is forbidden: {why}")
    {
        Resource = resource;
        Name = name;
        Causes = causes ?? [];
    }

    /// <summary>A request to a path that is no resource is forbidden.</summary>
    /// <param name="why">The rest of the sentence.</param>
    public ForbiddenException(string why)
        : base($"forbidden: {why}")
    {
    }

    /// <summary>The resource; null for a path that is none.</summary>
    public GroupVersionResource? Resource { get; }

    /// <summary>The object, or empty.</summary>
    public string Name { get; } = "";

    /// <summary>What stands behind it; mostly empty.</summary>
    public IReadOnlyList<V1StatusCause> Causes { get; } = [];
}
