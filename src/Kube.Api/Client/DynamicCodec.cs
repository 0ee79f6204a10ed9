using System.Buffers;
using Kube.Api.Models;
using Kube.Api.Schema;
using Kube.Api.Tree;

namespace Kube.Api.Client;

/// <summary>Reads and writes objects of any kind as trees.</summary>
internal sealed class DynamicCodec(GroupVersionKind kind) : ObjectCodec
{
    public override GroupVersionKind Kind { get; } = kind;

    public override Type ClrType => typeof(DynamicObject);

    public override TypeSchema Schema => TypeSchema.Any;

    public override bool HasProtobuf => false;

    public override IKubernetesObject Decode(ReadOnlyMemory<byte> json, DecodeReport? report) =>
        TreeNode.Parse(json) is TreeObject tree ? new DynamicObject(tree) : throw new ModelFormatException("the value is no JSON object");

    public override void Encode(IKubernetesObject value, IBufferWriter<byte> output) => ((DynamicObject)value).Tree.WriteTo(output);

    public override IKubernetesObject DecodeProtobuf(ReadOnlyMemory<byte> data) => throw new NotSupportedException($"{Kind} has no protobuf form");

    public override void EncodeProtobuf(IKubernetesObject value, IBufferWriter<byte> output) => throw new NotSupportedException($"{Kind} has no protobuf form");

    // The tree cannot change: only the wrapper is new.
    public override IKubernetesObject DeepClone(IKubernetesObject value) => new DynamicObject(((DynamicObject)value).Tree);

    public override bool SemanticEquals(IKubernetesObject? left, IKubernetesObject? right) =>
        TreeNode.DeepEquals((left as DynamicObject)?.Tree, (right as DynamicObject)?.Tree);

    public override IKubernetesObject NewObject() => new DynamicObject(TreeObject.Empty) { ApiVersion = Kind.ApiVersion, Kind = Kind.Kind };
}
