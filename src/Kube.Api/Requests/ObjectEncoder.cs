using Kube.Api.Catalog;
using Kube.Api.Models;
using Kube.Api.Objects;

namespace Kube.Api.Requests;

/// <summary>Writes objects in their stored form: canonical JSON of the stored version, without resourceVersion.</summary>
internal static class ObjectEncoder
{
    public static byte[] Encode(IKubernetesObject<V1ObjectMeta> obj, ResourceDefinition stored)
    {
        obj.Kind = stored.Kind.Kind;
        obj.ApiVersion = stored.Kind.ApiVersion;
        obj.Metadata.ResourceVersion = null;
        obj.Metadata.SelfLink = null;
        var scratch = Scratch.Take();
        stored.Codec.Encode(obj, scratch);
        return Scratch.Give(scratch);
    }
}
