using Kube.Api.Catalog;
using Kube.Api.Errors;
using Kube.Api.Models;

namespace Kube.Api.Kubernetes.Core.Pods;

/// <summary><c>pods/binding</c>.</summary>
internal sealed class PodBindingAction(PodBinder binder) : IResourceAction
{
    public GroupVersionResource Resource { get; } = new("", "v1", "pods");

    public string Subresource => "binding";

    public bool AnswersWithBody => false;

    public async ValueTask<IKubernetesObject> InvokeAsync(ResourceActionRequest request, CancellationToken cancellationToken)
    {
        var binding = (V1Binding)request.Body;
        if (!string.IsNullOrEmpty(binding.Metadata.Name) && binding.Metadata.Name != request.Name)
            throw new BadRequestException("name in URL does not match name in Binding object");
        return await binder.BindAsync(request.Name, binding, request.Context, cancellationToken);
    }
}
