using System.Buffers;
using Kube.Api.Models;
using Kube.Api.Tree;

namespace Kube.Node.Status;

/// <summary>The difference of two statuses as a strategic merge patch, tied to the pod's uid. Conditions of others are left alone.</summary>
internal static class PodStatusPatch
{
    // The codec asks for 16 KB at least, however little a status is.
    private const int FirstBytes = 20 * 1024;
    private const int KeptBytes = 256 * 1024;

    // Every status of every pod goes through here: a buffer of its own for each would be the most that a node allocates. Two of this thread, because each tree
    // is slices of what it was read from; the patch itself has an array of its own.
    [ThreadStatic]
    private static Buffers? s_kept;

    /// <returns>Null when nothing differs.</returns>
    public static byte[]? Make(string podUid, V1PodStatus from, V1PodStatus to)
    {
        var buffers = s_kept ?? new Buffers();
        s_kept = null;
        var status = Difference(Tree(from, buffers.From), Tree(to, buffers.To));
        var patch = status.Count == 0
            ? null
            : TreeObject.Of(new TreeMember("metadata"u8, TreeObject.Of(new TreeMember("uid"u8, TreeString.Of(podUid)))), new TreeMember("status"u8, status)).ToUtf8();
        if (buffers.From.Capacity <= KeptBytes && buffers.To.Capacity <= KeptBytes) s_kept = buffers;
        return patch;
    }

    private static TreeObject Difference(TreeObject old, TreeObject wanted)
    {
        var changes = new List<TreeMember>(wanted.Count);
        foreach (var member in wanted.Members)
        {
            var before = old[member.Utf8Name];
            if (TreeNode.DeepEquals(before, member.Value)) continue;
            if (IsConditions(member))
            {
                if (Conditions(before as TreeArray, (TreeArray)member.Value) is { } conditions) changes.Add(member.With(conditions));
            }
            else
            {
                changes.Add(IsReplaced(member) ? member.With(Replaced((TreeArray)member.Value)) : member);
            }
        }

        foreach (var member in old.Members)
            if (wanted.IndexOf(member.Utf8Name) < 0 && !IsConditions(member)) changes.Add(member.With(TreeNull.Instance));
        return TreeObject.Of([.. changes]);
    }

    private static bool IsConditions(TreeMember member) => member.Utf8Name.SequenceEqual("conditions"u8);

    private static bool IsReplaced(TreeMember member) =>
        member.Utf8Name.SequenceEqual("podIPs"u8) || member.Utf8Name.SequenceEqual("hostIPs"u8) || member.Utf8Name.SequenceEqual("resourceClaimStatuses"u8);

    private static TreeArray? Conditions(TreeArray? before, TreeArray wanted)
    {
        var changed = new List<TreeNode>(wanted.Count);
        foreach (var condition in wanted.Items)
        {
            var type = ((TreeObject)condition)["type"u8]!;
            var name = ((TreeString)type).Value;
            if (!PodConditions.IsOwned(name) && name != PodConditions.DisruptionTarget) continue;
            var old = Find(before, type);
            if (TreeNode.DeepEquals(old, condition)) continue;
            var change = (TreeObject)condition;
            foreach (var gone in old is null ? [] : old.Members)
                if (change.IndexOf(gone.Utf8Name) < 0) change = change.With(gone.Utf8Name, TreeNull.Instance);
            changed.Add(change);
        }

        // A resize that is over has no condition any more.
        foreach (var condition in before is null ? [] : before.Items)
        {
            var type = ((TreeObject)condition)["type"u8]!;
            if (Find(wanted, type) is null && PodConditions.IsOwned(((TreeString)type).Value))
                changed.Add(TreeObject.Of(new TreeMember("$patch"u8, TreeString.Of("delete")), new TreeMember("type"u8, type)));
        }

        return changed.Count == 0 ? null : TreeArray.Of([.. changed]);
    }

    private static TreeObject? Find(TreeArray? conditions, TreeNode type)
    {
        foreach (var condition in conditions is null ? [] : conditions.Items)
            if (TreeNode.DeepEquals(((TreeObject)condition)["type"u8], type)) return (TreeObject)condition;
        return null;
    }

    private static TreeArray Replaced(TreeArray items) => TreeArray.Of([TreeObject.Of(new TreeMember("$patch"u8, TreeString.Of("replace"))), .. items.Items]);

    private static TreeObject Tree(V1PodStatus status, ArrayBufferWriter<byte> text)
    {
        text.ResetWrittenCount();
        KubernetesTypes.Codec<V1Pod>().Encode(new V1Pod { Status = status }, text);
        return ((TreeObject)TreeNode.ParseOwn(text.WrittenMemory)).GetObject("status"u8) ?? TreeObject.Empty;
    }

    private sealed class Buffers
    {
        public ArrayBufferWriter<byte> From { get; } = new(FirstBytes);

        public ArrayBufferWriter<byte> To { get; } = new(FirstBytes);
    }
}
