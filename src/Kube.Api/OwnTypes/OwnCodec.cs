using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Kube.Api.CustomResources;
using Kube.Api.CustomResources.Schemas;
using Kube.Api.Models;
using Kube.Api.Objects;
using Kube.Api.Schema;
using Kube.Api.Tree;

namespace Kube.Api.OwnTypes;

/// <summary>Reads and writes a class of somebody's own. What the schema does not know is dropped as it is read, what it has defaults for is filled in.</summary>
internal sealed class OwnCodec<T>(GroupVersionKind kind, OwnJson json, CustomSchema schema) : ObjectCodec<T>
    where T : class, IKubernetesObject<V1ObjectMeta>, new()
{
    private readonly JsonTypeInfo<T> _info = (JsonTypeInfo<T>)json.Root;

    public override GroupVersionKind Kind { get; } = kind;

    public override TypeSchema Schema => schema.Type;

    public override bool HasProtobuf => false;

    public override T Read(ReadOnlySpan<byte> json, DecodeReport? report = null)
    {
        var tree = ObjectMetaTree.Parse(json.ToArray(), report);
        var metadata = ObjectMetaTree.ReadFrom(tree, report);
        var dropped = report is null ? null : new List<string>();
        tree = Pruning.PruneObject(tree, schema.Root, dropped);
        foreach (var path in dropped ?? []) report!.Add($"unknown field \"{path}\"");
        if (schema.HasEmbedded) tree = (TreeObject)EmbeddedObjects.Coerce(tree, schema.Root, "", report);
        var content = CustomObjectCodec.WithoutMeta((TreeObject)Defaulting.Apply(tree, schema.Root));
        var value = ReadContent(content);
        (value.ApiVersion, value.Kind, value.Metadata) = (tree.GetString("apiVersion"u8), tree.GetString("kind"u8), metadata);
        return value;
    }

    public override void Write(T value, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(value);
        var head = new V1PartialObjectMetadata { ApiVersion = value.ApiVersion, Kind = value.Kind, Metadata = value.Metadata };
        var scratch = Scratch.Take();
        KubernetesTypes.Codec<V1PartialObjectMetadata>().Write(head, scratch);
        var content = JsonSerializer.SerializeToUtf8Bytes(value, _info);
        // Both are objects; the first is never empty, for metadata are always written.
        output.Write(scratch.WrittenSpan[..^1]);
        Scratch.Drop(scratch);
        if (content.Length > 2) output.Write(","u8);
        output.Write(content.AsSpan(1));
    }

    public override IKubernetesObject DecodeProtobuf(ReadOnlyMemory<byte> data) => throw new NotSupportedException($"{Kind} has no protobuf form");

    public override void EncodeProtobuf(IKubernetesObject value, IBufferWriter<byte> output) => throw new NotSupportedException($"{Kind} has no protobuf form");

    public override IKubernetesObject DeepClone(IKubernetesObject value)
    {
        var scratch = Scratch.Take();
        Write((T)value, scratch);
        return Read(Scratch.Give(scratch));
    }

    public override bool SemanticEquals(IKubernetesObject? left, IKubernetesObject? right) =>
        left is T one && right is T other
            ? one.Metadata.SemanticEquals(other.Metadata) && TreeNode.DeepEquals(Content(one), Content(other))
            : left is null && right is null;

    public override IKubernetesObject NewObject() => new T { ApiVersion = Kind.ApiVersion, Kind = Kind.Kind };

    /// <summary>The whole object as a tree.</summary>
    public TreeObject ToTree(T value)
    {
        var scratch = Scratch.Take();
        Write(value, scratch);
        return (TreeObject)TreeNode.Parse(Scratch.Give(scratch));
    }

    /// <summary>All members but apiVersion, kind and metadata.</summary>
    public TreeObject Content(T value) => (TreeObject)TreeNode.Parse(JsonSerializer.SerializeToUtf8Bytes(value, _info));

    /// <summary>Makes all members but apiVersion, kind and metadata those of a tree.</summary>
    public void SetContent(T value, TreeObject content)
    {
        var read = ReadContent(content);
        foreach (var property in _info.Properties) property.Set?.Invoke(value, property.Get!(read));
    }

    private T ReadContent(TreeObject content)
    {
        var scratch = Scratch.Take();
        content.WriteTo(scratch);
        try
        {
            return JsonSerializer.Deserialize(Scratch.Give(scratch), _info) ?? new T();
        }
        catch (JsonException fault)
        {
            throw new ModelFormatException($"json: cannot unmarshal {fault.Path?.TrimStart('$', '.')} of {Kind.Kind}: {Sentence(fault.Message)}");
        }
    }

    // The reader's place is one of its own bytes: nobody else's.
    private static string Sentence(string message) =>
        message.IndexOf(" Path: ", StringComparison.Ordinal) is var end and >= 0 ? message[..end].TrimEnd('.') : message.TrimEnd('.');
}
