using System.Buffers;
using Kube.Api.Models;
using Kube.Api.Objects;
using Kube.Api.Tree;

namespace Kube.Api.CustomResources.Schemas;

/// <summary>Metadata as a tree and as a model.</summary>
internal static class ObjectMetaTree
{
    private static readonly ObjectCodec<V1PartialObjectMetadata> s_codec = KubernetesTypes.Codec<V1PartialObjectMetadata>();

    /// <exception cref="ModelFormatException">It is no metadata; in Go's words.</exception>
    public static V1ObjectMeta Read(TreeNode tree, DecodeReport? report)
    {
        var output = Scratch.Take();
        output.Write("{\"metadata\":"u8);
        tree.WriteTo(output);
        output.Write("}"u8);
        try
        {
            return s_codec.Read(Scratch.Give(output), report).Metadata ?? new V1ObjectMeta();
        }
        catch (ModelFormatException e)
        {
            // Upstream reads it alone: its own name is in no path.
            throw new ModelFormatException(e.Message.Replace("ObjectMeta.metadata.", "ObjectMeta.", StringComparison.Ordinal));
        }
    }

    public static TreeObject Write(V1ObjectMeta metadata)
    {
        var output = Scratch.Take();
        s_codec.Write(new V1PartialObjectMetadata { Metadata = metadata }, output);
        return ((TreeObject)TreeNode.Parse(Scratch.Give(output))).GetObject("metadata"u8) ?? TreeObject.Empty;
    }

    /// <summary>Reads a whole object.</summary>
    /// <exception cref="ModelFormatException">It is none.</exception>
    public static TreeObject Parse(ReadOnlyMemory<byte> json, DecodeReport? report)
    {
        var duplicates = report is null ? null : new TreeReport();
        TreeNode node;
        try
        {
            node = TreeNode.Parse(json, null, duplicates);
        }
        catch (TreeFormatException e)
        {
            throw new ModelFormatException(e.Message);
        }

        foreach (var path in duplicates?.Duplicates ?? []) report!.Add($"duplicate field \"{path}\"");
        return node as TreeObject ?? throw new ModelFormatException("the value is no JSON object");
    }

    /// <summary>The metadata of a whole object; empty when it has none.</summary>
    /// <exception cref="ModelFormatException">It is no metadata.</exception>
    public static V1ObjectMeta ReadFrom(TreeObject tree, DecodeReport? report)
    {
        if (tree["metadata"u8] is not { } metadata || metadata is TreeNull) return new V1ObjectMeta();
        try
        {
            return Read(metadata, report);
        }
        catch (ModelFormatException e)
        {
            throw new ModelFormatException($"metadata: Invalid value: {metadata}: {e.Message}");
        }
    }
}
