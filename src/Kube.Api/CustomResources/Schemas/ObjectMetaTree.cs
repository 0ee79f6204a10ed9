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
}
