using Kube.Api.Catalog;
using Kube.Api.Models;

namespace Kube.Api.Kubernetes.Core.Pods;

/// <summary><c>bindings</c>, the older address of <c>pods/binding</c>: the pod is named in the body.</summary>
internal sealed class BindingAction(PodBinder binder) : IResourceAction
{
    public GroupVersionResource Resource { get; } = new("", "v1", "bindings");

    public string Subresource => "";

    public bool AnswersWithBody => false;

    public async ValueTask<IKubernetesObject> InvokeAsync(ResourceActionRequest request, CancellationToken cancellationToken)
    {
        var binding = (V1Binding)request.Body;
        return await binder.BindAsync(binding.Metadata.Name ?? "", binding, request.Context, cancellationToken);
    }
}
