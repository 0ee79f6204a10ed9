using Kube.Api.Models;

namespace Kube.Api.Catalog;

/// <summary>What a create does where nothing is stored under that name: a review (<c>subjectaccessreviews</c>) or a subresource (<c>binding</c>, <c>eviction</c>, <c>token</c>).</summary>
/// <remarks>Called after authorization with a decoded and defaulted body that it may change and return. Calls may overlap. It may throw any
/// <see cref="Errors.ApiException"/>, which becomes the answer. Registered with <c>AddResourceAction</c>; it is not part of the definition, because what it needs
/// (a client, the store) is made of the catalog.</remarks>
public interface IResourceAction
{
    /// <summary>The resource that it serves.</summary>
    GroupVersionResource Resource { get; }

    /// <summary>The subresource that it serves; empty for a resource that stores nothing.</summary>
    string Subresource { get; }

    /// <summary>Whether the answer is the body with more in it, as a review's is; then the body says who set its fields. Default: yes.</summary>
    bool AnswersWithBody => true;

    /// <summary>Fills in what a body leaves out, before admission sees it. Default: nothing.</summary>
    void ApplyDefaults(IKubernetesObject body)
    {
    }

    /// <summary>Does it.</summary>
    /// <returns>The object to answer with: of the kind sent, or a <c>Status</c>.</returns>
    ValueTask<IKubernetesObject> InvokeAsync(ResourceActionRequest request, CancellationToken cancellationToken);
}
