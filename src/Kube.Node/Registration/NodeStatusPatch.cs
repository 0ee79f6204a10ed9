using System.Buffers;
using Kube.Api.Models;
using Kube.Api.Tree;

namespace Kube.Node.Registration;

/// <summary>What differs between two statuses of a node, as a strategic merge patch; the node's own conditions are always in it.</summary>
internal static class NodeStatusPatch
{
    public static byte[] Make(V1NodeStatus? from, V1NodeStatus to)
    {
        var (old, wanted) = (from is null ? TreeObject.Empty : Tree(from), Tree(to));
        var status = TreeObject.Empty;
        foreach (var member in wanted.Members)
            if (member.Name == "conditions" || !TreeNode.DeepEquals(old[member.Name], member.Value)) status = status.With(member.Name, member.Value);
        foreach (var member in old.Members)
            if (wanted[member.Name] is null) status = status.With(member.Name, TreeNull.Instance);
        // An earlier life of the agent may have told of volumes.
        if (from is null && wanted["volumesInUse"] is null) status = status.With("volumesInUse", TreeNull.Instance);
        return TreeObject.Empty.With("status", status).ToUtf8();
    }

    private static TreeObject Tree(V1NodeStatus status)
    {
        var output = new ArrayBufferWriter<byte>();
        KubernetesTypes.Codec<V1Node>().Encode(new V1Node { Status = status }, output);
        return ((TreeObject)TreeNode.Parse(output.WrittenMemory)).GetObject("status"u8) ?? TreeObject.Empty;
    }
}
