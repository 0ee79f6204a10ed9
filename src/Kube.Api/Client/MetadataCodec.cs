using System.Buffers;
using Kube.Api.Models;
using Kube.Api.Schema;

namespace Kube.Api.Client;

/// <summary>Reads objects of any kind as their metadata alone; the rest of them is passed over.</summary>
internal sealed class MetadataCodec(GroupVersionKind kind) : ObjectCodec
{
    private static readonly ObjectCodec<V1PartialObjectMetadata> s_codec = KubernetesTypes.Codec<V1PartialObjectMetadata>();

    public override GroupVersionKind Kind { get; } = kind;

    public override Type ClrType => typeof(V1PartialObjectMetadata);

    public override TypeSchema Schema => TypeSchema.Any;

    public override bool HasProtobuf => false;

    /// <summary>The metadata of an object that is decoded already, shared with it.</summary>
    public static V1PartialObjectMetadata? Of(IKubernetesObject obj) =>
        obj is IKubernetesObject<V1ObjectMeta> typed ? new() { ApiVersion = typed.ApiVersion, Kind = typed.Kind, Metadata = typed.Metadata } : null;

    public override IKubernetesObject Decode(ReadOnlyMemory<byte> json, DecodeReport? report) => s_codec.Decode(json, report);

    public override void Encode(IKubernetesObject value, IBufferWriter<byte> output) => s_codec.Encode(value, output);

    public override IKubernetesObject DecodeProtobuf(ReadOnlyMemory<byte> data) => throw new NotSupportedException($"the metadata of {Kind} has no protobuf form");

    public override void EncodeProtobuf(IKubernetesObject value, IBufferWriter<byte> output) =>
        throw new NotSupportedException($"the metadata of {Kind} has no protobuf form");

    public override IKubernetesObject DeepClone(IKubernetesObject value) => s_codec.DeepClone(value);

    public override bool SemanticEquals(IKubernetesObject? left, IKubernetesObject? right) => s_codec.SemanticEquals(left, right);

    public override IKubernetesObject NewObject() => s_codec.NewObject();
}
