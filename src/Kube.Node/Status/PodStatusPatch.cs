using System.Buffers;
using Kube.Api.Models;
using Kube.Api.Tree;

namespace Kube.Node.Status;

/// <summary>The difference of two statuses as a strategic merge patch, tied to the pod's uid. Conditions of others are left alone.</summary>
internal static class PodStatusPatch
{
    /// <returns>Null when nothing differs.</returns>
    public static byte[]? Make(string podUid, V1PodStatus from, V1PodStatus to)
    {
        var (old, wanted) = (Tree(from), Tree(to));
        var status = TreeObject.Empty;
        foreach (var member in wanted.Members)
        {
            var name = member.Name;
            var before = old[name];
            if (TreeNode.DeepEquals(before, member.Value)) continue;
            if (name == "conditions") status = With(status, name, Conditions(before as TreeArray, (TreeArray)member.Value));
            else if (name is "podIPs" or "hostIPs" or "resourceClaimStatuses") status = With(status, name, Replaced((TreeArray)member.Value));
            else status = status.With(name, member.Value);
        }

        foreach (var member in old.Members)
            if (wanted[member.Name] is null && member.Name != "conditions") status = status.With(member.Name, TreeNull.Instance);
        if (status.Count == 0) return null;
        return TreeObject.Empty.With("metadata", TreeObject.Empty.With("uid", TreeString.Of(podUid))).With("status", status).ToUtf8();
    }

    private static TreeObject With(TreeObject status, string name, TreeArray? value) => value is null ? status : status.With(name, value);

    private static TreeArray? Conditions(TreeArray? before, TreeArray wanted)
    {
        var changed = new List<TreeNode>();
        foreach (var condition in wanted.Items)
        {
            var type = ((TreeObject)condition).GetString("type"u8)!;
            if (!PodConditions.IsOwned(type) && type != PodConditions.DisruptionTarget) continue;
            var old = Find(before, type);
            if (TreeNode.DeepEquals(old, condition)) continue;
            var change = (TreeObject)condition;
            foreach (var gone in old is null ? [] : old.Members)
                if (change[gone.Name] is null) change = change.With(gone.Name, TreeNull.Instance);
            changed.Add(change);
        }

        // A resize that is over has no condition any more.
        foreach (var type in PodConditions.Owned)
            if (Find(before, type) is not null && Find(wanted, type) is null) changed.Add(TreeObject.Empty.With("$patch", TreeString.Of("delete")).With("type", TreeString.Of(type)));
        return changed.Count == 0 ? null : TreeArray.Of([.. changed]);
    }

    private static TreeObject? Find(TreeArray? conditions, string type)
    {
        foreach (var condition in conditions is null ? [] : conditions.Items)
            if (((TreeObject)condition).GetString("type"u8) == type) return (TreeObject)condition;
        return null;
    }

    private static TreeArray Replaced(TreeArray items) => TreeArray.Of([TreeObject.Empty.With("$patch", TreeString.Of("replace")), .. items.Items]);

    private static TreeObject Tree(V1PodStatus status)
    {
        var output = new ArrayBufferWriter<byte>();
        KubernetesTypes.Codec<V1Pod>().Encode(new V1Pod { Status = status }, output);
        return ((TreeObject)TreeNode.Parse(output.WrittenMemory)).GetObject("status"u8) ?? TreeObject.Empty;
    }
}
