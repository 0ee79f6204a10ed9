using System.Buffers;
using Kube.Api.CustomResources.Schemas;
using Kube.Api.Models;
using Kube.Api.Objects;
using Kube.Api.Schema;
using Kube.Api.Tree;

namespace Kube.Api.CustomResources;

/// <summary>Reads and writes custom resources of one version. What the schema does not know is dropped as it is read.</summary>
internal sealed class CustomObjectCodec(GroupVersionKind kind, CustomSchema schema) : ObjectCodec
{
    public override GroupVersionKind Kind { get; } = kind;

    public override Type ClrType => typeof(CustomObject);

    public override TypeSchema Schema => schema.Type;

    public override bool HasProtobuf => false;

    public CustomSchema Structure => schema;

    public override IKubernetesObject Decode(ReadOnlyMemory<byte> json, DecodeReport? report)
    {
        var tree = ObjectMetaTree.Parse(json, report);
        var metadata = ObjectMetaTree.ReadFrom(tree, report);
        var dropped = report is null ? null : new List<string>();
        tree = Pruning.PruneObject(tree, schema.Root, dropped);
        if (dropped is not null)
            foreach (var path in dropped) report!.Add($"unknown field \"{path}\"");
        if (schema.HasEmbedded) tree = (TreeObject)EmbeddedObjects.Coerce(tree, schema.Root, "", report);
        return new CustomObject(WithoutMeta(tree), metadata) { ApiVersion = tree.GetString("apiVersion"u8), Kind = tree.GetString("kind"u8) };
    }

    public override void Encode(IKubernetesObject value, IBufferWriter<byte> output) => ToTree((CustomObject)value).WriteSortedTo(output);

    public override IKubernetesObject DecodeProtobuf(ReadOnlyMemory<byte> data) => throw new NotSupportedException($"{Kind} has no protobuf form");

    public override void EncodeProtobuf(IKubernetesObject value, IBufferWriter<byte> output) => throw new NotSupportedException($"{Kind} has no protobuf form");

    public override IKubernetesObject DeepClone(IKubernetesObject value)
    {
        // The tree cannot change: only the metadata is cloned.
        var obj = (CustomObject)value;
        return new CustomObject(obj.Content, obj.Metadata.DeepClone()) { ApiVersion = obj.ApiVersion, Kind = obj.Kind };
    }

    public override bool SemanticEquals(IKubernetesObject? left, IKubernetesObject? right) =>
        left is CustomObject one && right is CustomObject other
            ? TreeNode.DeepEquals(one.Content, other.Content) && one.Metadata.SemanticEquals(other.Metadata)
            : left is null && right is null;

    public override IKubernetesObject NewObject() => new CustomObject(TreeObject.Empty, new V1ObjectMeta()) { ApiVersion = Kind.ApiVersion, Kind = Kind.Kind };

    /// <summary>The whole object as one tree.</summary>
    public static TreeObject ToTree(CustomObject value) => ToTree(value, ObjectMetaTree.Write(value.Metadata));

    /// <summary>The object as a new one is judged: of the metadata, schemas and rules can speak of the name alone.</summary>
    public static TreeObject ToJudgedTree(CustomObject value)
    {
        var metadata = new TreeObjectBuilder();
        if (value.Metadata.GenerateName is { } prefix) metadata.Set(new TreeMember("generateName"u8, TreeString.Of(prefix)));
        if (value.Metadata.Name is { } name) metadata.Set(new TreeMember("name"u8, TreeString.Of(name)));
        return ToTree(value, metadata.Build());
    }

    private static TreeObject ToTree(CustomObject value, TreeObject metadata)
    {
        var builder = new TreeObjectBuilder();
        if (value.ApiVersion is { } version) builder.Set(new TreeMember("apiVersion"u8, TreeString.Of(version)));
        if (value.Kind is { } kind) builder.Set(new TreeMember("kind"u8, TreeString.Of(kind)));
        builder.Set(new TreeMember("metadata"u8, metadata));
        foreach (ref readonly var member in value.Content.Members) builder.Set(member);
        return builder.Build();
    }

    public static TreeObject WithoutMeta(TreeObject tree) => tree.Without("apiVersion"u8).Without("kind"u8).Without("metadata"u8);
}
