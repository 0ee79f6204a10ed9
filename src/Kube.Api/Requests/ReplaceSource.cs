using Kube.Api.Catalog;
using Kube.Api.Models;
using Kube.Api.Objects;
using Kube.Api.Validation;

namespace Kube.Api.Requests;

/// <summary>A PUT: the body is the new object, or the new view of a part of it.</summary>
/// <param name="body">Decoded and defaulted; in the stored version unless it is a view.</param>
internal sealed class ReplaceSource(IKubernetesObject<V1ObjectMeta> body) : IUpdateSource
{
    public string? RequiredUid { get; } = string.IsNullOrEmpty(body.Metadata.Uid) ? null : body.Metadata.Uid;

    public bool MayCreate(ResourceStrategy rules) => rules.AllowCreateOnUpdate;

    public IKubernetesObject<V1ObjectMeta> Make(ObjectRevision? existing, IKubernetesObject<V1ObjectMeta>? old, WriteContext context)
    {
        if (context.Subresource is not { Projection: { } projection } subresource) return Clone(context.Stored.Codec, body);
        // The view's revision and name are the object's: they are checked on it.
        var view = Clone(subresource.Codec!, body);
        return ViewWriter.Write(projection, Clone(context.Stored.Codec, old!), view, context);
    }

    // Each round changes what it is given.
    private static IKubernetesObject<V1ObjectMeta> Clone(ObjectCodec codec, IKubernetesObject<V1ObjectMeta> obj) =>
        (IKubernetesObject<V1ObjectMeta>)codec.DeepClone(obj);
}
