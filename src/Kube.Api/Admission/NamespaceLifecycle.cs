using Kube.Api.Catalog;
using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Api.Objects;
using Kube.Store.Snapshots;

namespace Kube.Api.Admission;

/// <summary>Nothing is created in a namespace that is missing or going, and the namespaces that Kubernetes itself needs cannot be deleted.</summary>
internal sealed class NamespaceLifecycle(IStoreSnapshots snapshots, IResourceCatalog catalog) : IMutatingAdmission
{
    private static readonly GroupVersionResource s_namespaces = new("", "v1", "namespaces");

    public bool Handles(AdmissionRequest request) => request.Operation switch
    {
        Verbs.Create => request.Resource.Namespaced,
        Verbs.Delete => request.Resource.Resource == s_namespaces,
        _ => false,
    };

    public async ValueTask<bool> AdmitAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        if (request.Operation == Verbs.Delete)
        {
            if (request.Name is "default" or "kube-system" or "kube-public")
                throw new ForbiddenException(s_namespaces, request.Name, "this namespace may not be deleted");
            return false;
        }

        // A server without namespaces as a resource has them as mere parts of names.
        if (!catalog.Current.TryFind(s_namespaces, out var namespaces)) return false;
        var snapshot = await snapshots.OpenLatestAsync(cancellationToken);
        if (!snapshot.TryGet(namespaces, "", request.Namespace, out var found)) throw new NotFoundException(s_namespaces, request.Namespace);
        if (!found.Object.Facts.IsTerminating || IsAccessReview(request)) return false;
        throw new ForbiddenException(
            request.Resource.Resource,
            request.Object?.Metadata.Name ?? "",
            $"unable to create new content in namespace {request.Namespace} because it is being terminated",
            [new V1StatusCause { Reason = "NamespaceTerminating", Message = $"namespace {request.Namespace} is being terminated", Field = "metadata.namespace" }]);
    }

    // Deleters ask these while they empty the namespace.
    private static bool IsAccessReview(AdmissionRequest request) =>
        request.Resource.Resource is { Group: "authorization.k8s.io", Resource: "localsubjectaccessreviews" };
}
