using Kube.Api.Models;

namespace Kube.Api.Objects;

/// <summary>Status answers in served form.</summary>
internal static class StatusObjects
{
    public static ObjectCodec Codec { get; } = KubernetesTypes.Find(new GroupVersionKind("", "v1", "Status"))!;

    public static ServedObject Encode(V1Status status) => ServedObject.Encode(Codec, null, status);
}
