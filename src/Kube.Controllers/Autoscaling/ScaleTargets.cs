using Kube.Api.Catalog;
using Kube.Api.Client;
using Kube.Api.Client.Discovery;
using Kube.Api.Errors;
using Kube.Api.Models;

namespace Kube.Controllers.Autoscaling;

/// <summary>Finds what an autoscaler scales, whatever its kind.</summary>
internal sealed class ScaleTargets(IKubeClient client, IResourceDirectory directory)
{
    /// <exception cref="ScaleTargetException">There is no such thing, or it has no scale.</exception>
    public async ValueTask<(IResourceClient<DynamicObject> Resource, V1Scale Scale)> FindAsync(V2HorizontalPodAutoscaler autoscaler, CancellationToken cancellationToken)
    {
        var target = autoscaler.Spec.ScaleTargetRef;
        var kind = GroupVersionKind.From(target.ApiVersion ?? "", target.Kind);
        var all = (await directory.ListAsync(cancellationToken)).All;
        var found = all.FirstOrDefault(one => one.Kind == kind.Kind && one.Resource.Group == kind.Group && one.Resource.Version == kind.Version)
            ?? all.FirstOrDefault(one => one.Kind == kind.Kind && one.Resource.Group == kind.Group)
            ?? throw new ScaleTargetException($"no matches for kind \"{kind.Kind}\" in group \"{kind.Group}\"");
        var resource = client.For(found.Resource);
        try
        {
            return (resource, await resource.GetAsync<V1Scale>(new ObjectKey(autoscaler.Metadata.Namespace!, target.Name), "scale", cancellationToken));
        }
        catch (ApiException fault)
        {
            throw new ScaleTargetException(fault.Message);
        }
    }
}

/// <summary>The target of an autoscaler cannot be scaled.</summary>
internal sealed class ScaleTargetException(string message) : Exception(message);
