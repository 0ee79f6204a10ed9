using System.Buffers;
using Kube.Api.Catalog;
using Kube.Api.Models;

namespace Kube.Api.Requests;

/// <summary>Writes objects in their stored form: canonical JSON of the stored version, without resourceVersion.</summary>
internal static class ObjectEncoder
{
    private const int KeptBytes = 256 * 1024;

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? s_scratch;

    public static byte[] Encode(IKubernetesObject<V1ObjectMeta> obj, ResourceDefinition stored)
    {
        obj.Kind = stored.Kind.Kind;
        obj.ApiVersion = stored.Kind.ApiVersion;
        obj.Metadata.ResourceVersion = null;
        obj.Metadata.SelfLink = null;
        var scratch = s_scratch ??= new(8 * 1024);
        scratch.ResetWrittenCount();
        stored.Codec.Encode(obj, scratch);
        var bytes = scratch.WrittenSpan.ToArray();
        // One giant object must not keep its buffer alive on every thread.
        if (scratch.Capacity > KeptBytes) s_scratch = null;
        return bytes;
    }
}
