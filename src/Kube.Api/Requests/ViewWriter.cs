using Kube.Api.Catalog;
using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Requests;

/// <summary>Writes a view, such as a Scale, back into its object.</summary>
internal static class ViewWriter
{
    /// <param name="projection">Knows how.</param>
    /// <param name="parent">The object; it is changed and returned.</param>
    /// <param name="view">What the client wants.</param>
    /// <param name="context">The request.</param>
    public static IKubernetesObject<V1ObjectMeta> Write(
        SubresourceProjection projection, IKubernetesObject<V1ObjectMeta> parent, IKubernetesObject<V1ObjectMeta> view, WriteContext context)
    {
        ObjectPreparation.EnsureName(view.Metadata, context);
        var errors = new FieldErrors();
        projection.Write(parent, view, errors);
        var kind = context.Strategy.RequestKind;
        if (errors.Count > 0) throw new InvalidException(kind.Group, kind.Kind, context.Request.Name, errors);
        parent.Metadata.ResourceVersion = view.Metadata.ResourceVersion;
        return parent;
    }
}
