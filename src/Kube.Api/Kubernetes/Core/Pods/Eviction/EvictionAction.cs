using Kube.Api.Catalog;
using Kube.Api.Errors;
using Kube.Api.Models;

namespace Kube.Api.Kubernetes.Core.Pods.Eviction;

/// <summary><c>pods/eviction</c>: a deletion that asks the pod's disruption budget first.</summary>
internal sealed class EvictionAction(PodEviction eviction) : IResourceAction
{
    public GroupVersionResource Resource { get; } = new("", "v1", "pods");

    public string Subresource => "eviction";

    public async ValueTask<IKubernetesObject> InvokeAsync(ResourceActionRequest request, CancellationToken cancellationToken)
    {
        var wanted = (V1Eviction)request.Body;
        if (wanted.Metadata.Name != request.Name) throw new BadRequestException("name in URL does not match name in Eviction object");
        var options = wanted.DeleteOptions ?? new();
        if (request.Context.DryRun) options.DryRun = ["All"];
        await eviction.EvictAsync(new(request.Name, options, request.Context), cancellationToken);
        return new V1Status { Kind = "Status", ApiVersion = "v1", Status = "Success", Code = 201 };
    }
}
