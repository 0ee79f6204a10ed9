using System.Text;
using Kube.Api.Tree;

namespace Kube.Api.Patch;

/// <summary>The names that mean something in a strategic merge patch, and what to do with them where nothing is merged.</summary>
internal static class Directives
{
    public const string DeleteListPrefix = "$deleteFromPrimitiveList";
    public const string ElementOrderPrefix = "$setElementOrder";

    public static ReadOnlySpan<byte> Patch => "$patch"u8;

    public static ReadOnlySpan<byte> RetainKeys => "$retainKeys"u8;

    public static ReadOnlySpan<byte> DeleteList => "$deleteFromPrimitiveList"u8;

    public static ReadOnlySpan<byte> ElementOrder => "$setElementOrder"u8;

    public static bool Is(TreeNode? directive, ReadOnlySpan<byte> word) => directive is TreeString text && text.Utf8.SequenceEqual(word);

    /// <summary>The field that a prefixed directive is about: <c>$setElementOrder/env</c> is about <c>env</c>.</summary>
    public static string FieldOf(ReadOnlySpan<byte> name, string prefix)
    {
        var text = Encoding.UTF8.GetString(name);
        if (text.Length > prefix.Length && text[prefix.Length] == '/') return text[(prefix.Length + 1)..];
        throw Malformed(prefix == DeleteListPrefix ? "invalid patch format of primitive list" : "invalid patch format of setElementOrder list");
    }

    /// <summary>Takes out everything that carries a <c>$patch</c>, at any depth. Null when the value itself does.</summary>
    public static TreeNode? Remove(TreeNode node)
    {
        switch (node)
        {
            case TreeObject map:
                if (map.IndexOf(Patch) >= 0) return null;
                var builder = new TreeObjectBuilder(map);
                foreach (ref readonly var member in map.Members)
                {
                    if (Remove(member.Value) is { } kept) builder.Set(member.With(kept));
                    else builder.Remove(member.Utf8Name);
                }
                return builder.Build();
            case TreeArray array:
                var items = new List<TreeNode>(array.Count);
                var changed = false;
                foreach (var item in array.Items)
                {
                    var kept = Remove(item);
                    changed |= !ReferenceEquals(kept, item);
                    if (kept is not null) items.Add(kept);
                }
                return changed ? TreeArray.Of([.. items]) : array;
            default:
                return node;
        }
    }

    /// <summary>Drops null members of objects at any depth; null items of arrays stay.</summary>
    public static TreeNode DropNulls(TreeNode node)
    {
        switch (node)
        {
            case TreeObject map:
                var builder = new TreeObjectBuilder(map);
                foreach (ref readonly var member in map.Members)
                {
                    if (member.Value is TreeNull) builder.Remove(member.Utf8Name);
                    else builder.Set(member.With(DropNulls(member.Value)));
                }
                return builder.Build();
            case TreeArray array:
                var items = array.Items.ToArray();
                var changed = false;
                for (var i = 0; i < items.Length; i++)
                {
                    var kept = DropNulls(items[i]);
                    changed |= !ReferenceEquals(kept, items[i]);
                    items[i] = kept;
                }
                return changed ? TreeArray.Of(items) : array;
            default:
                return node;
        }
    }

    public static PatchException Malformed(string message) => new(PatchFailure.Malformed, message);

    public static PatchException Unclassified(string message) => new(PatchFailure.Unclassified, message);
}
