using System.Text;
using Kube.Api.Tree;

namespace Kube.Api.Patch;

/// <summary>How strategic merge patches merge, check and order lists.</summary>
internal static class StrategicLists
{
    /// <summary>Merges a patch's list into the live one: maps by merge key, scalars as a set. The patch's items come in the patch's order, the others
    /// keep theirs and their places between.</summary>
    public static TreeArray Merge(TreeArray original, TreeArray patch, in PatchField field, bool isDeleteList)
    {
        if (original.Count == 0 && patch.Count == 0) return original;
        if (!CheckItemTypes(original, patch))
        {
            if (isDeleteList) return DeleteScalars(original, patch);
            return Order(Union(original, patch), patch, original, null);
        }
        if (string.IsNullOrEmpty(field.MergeKey))
            throw Directives.Unclassified($"cannot merge lists without merge key for {(field.Type.Kind == Schema.SchemaKind.Object ? "struct" : "map")}");

        var key = Encoding.UTF8.GetBytes(field.MergeKey);
        var (live, changes) = ApplyItemDirectives(original, patch, key, field.MergeKey);
        var merged = new List<TreeNode>(live);
        var places = new Dictionary<TreeNode, int>(ScalarComparer.Instance);
        for (var i = 0; i < live.Count; i++)
            if (((TreeObject)live[i])[key] is { } value) places.TryAdd(value, i);
        foreach (var change in changes)
        {
            var value = change[key] ?? throw NoMergeKey(change, field.MergeKey);
            if (places.TryGetValue(value, out var place)) merged[place] = StrategicMerge.Objects((TreeObject)merged[place], change, field.Type);
            else
            {
                places.Add(value, merged.Count);
                merged.Add(change);
            }
        }
        return Order(TreeArray.Of([.. merged]), TreeArray.Of([.. changes]), TreeArray.Of([.. live]), field.MergeKey);
    }

    /// <summary>Puts the items that <paramref name="order"/> names in its order, and lets the others, in the live list's order, in between where they were.</summary>
    /// <param name="merged">What to order.</param>
    /// <param name="order">Items, or objects that hold the merge key.</param>
    /// <param name="live">The list as it was.</param>
    /// <param name="mergeKey">The merge key; null for scalars.</param>
    public static TreeArray Order(TreeArray merged, TreeArray order, TreeArray live, string? mergeKey)
    {
        var key = mergeKey is null ? null : Encoding.UTF8.GetBytes(mergeKey);
        var wanted = Positions(order, key, mergeKey);
        var was = Positions(live, key, null);
        var (mine, others) = (new List<TreeNode>(), new List<TreeNode>());
        foreach (var item in merged.Items) (wanted.ContainsKey(KeyOf(item, key, mergeKey)) ? mine : others).Add(item);
        Sort(mine, wanted, key);
        Sort(others, was, key);
        return Interleave(others, mine, was, key);
    }

    /// <summary>Refuses an order that contradicts the patch's own list or leaves items of it out.</summary>
    public static void CheckOrder(TreeArray? change, TreeArray order, string? mergeKey)
    {
        if (change is null || change.Count == 0 || order.Count == 0) return;
        var key = string.IsNullOrEmpty(mergeKey) ? null : Encoding.UTF8.GetBytes(mergeKey);
        var at = 0;
        foreach (var item in change.Items)
        {
            if (key is not null)
            {
                if (item is not TreeObject map) throw NotAMap(item);
                if (map.IndexOf(Directives.Patch) >= 0) continue;
            }
            while (at < order.Count && !ScalarComparer.Instance.Equals(KeyOf(item, key, mergeKey), KeyOf(order[at], key, mergeKey))) at++;
            if (at == order.Count)
            {
                throw Directives.Unclassified(
                    $"The order in patch list:\n{GoFormat.Value(change)}\n doesn't match {Directives.ElementOrderPrefix} list:\n{GoFormat.Value(order)}\n");
            }
            at++;
        }
    }

    /// <summary>Refuses lists whose items are of different types, or that have none between them.</summary>
    public static void CheckSameTypes(TreeArray live, TreeArray change)
    {
        CheckItemTypes(live, change);
        if (live.Count + change.Count == 0) throw Directives.Unclassified("no elements in any of the given slices");
    }

    public static PatchException NotAList(TreeNode actual) =>
        Directives.Unclassified($"expected a []interface {{}}, but received a {GoFormat.TypeName(actual)}");

    private static PatchException NotAMap(TreeNode actual) =>
        Directives.Unclassified($"expected a map[string]interface {{}}, but received a {GoFormat.TypeName(actual)}");

    private static PatchException NoMergeKey(TreeObject map, string mergeKey) =>
        Directives.Unclassified($"map: {GoFormat.Value(map)} does not contain declared merge key: {mergeKey}");

    /// <summary>All items of all lists must be of one type, and not lists.</summary>
    /// <returns>Whether they are maps.</returns>
    private static bool CheckItemTypes(params ReadOnlySpan<TreeArray> lists)
    {
        string? type = null;
        foreach (var list in lists)
        {
            foreach (var item in list.Items)
            {
                var current = GoFormat.TypeName(item);
                if (type is null && item is TreeArray) throw new PatchException(PatchFailure.Unprocessable, "lists of lists are not supported");
                type ??= current;
                if (type == current) continue;
                throw Directives.Unclassified(
                    $"list element types are not identical: {GoFormat.Slices(lists[0].Items.ToArray(), lists.Length > 1 ? lists[1].Items.ToArray() : [])}");
            }
        }
        return type == "map[string]interface {}";
    }

    private static (List<TreeNode> Live, List<TreeObject> Changes) ApplyItemDirectives(
        TreeArray original, TreeArray patch, byte[] key, string mergeKey)
    {
        var live = new List<TreeNode>(original.Items.ToArray());
        var changes = new List<TreeObject>(patch.Count);
        var replace = false;
        HashSet<TreeNode>? deleted = null;
        foreach (var node in patch.Items)
        {
            var item = (TreeObject)node;
            if (item[Directives.Patch] is not { } directive) changes.Add(item);
            else if (Directives.Is(directive, "delete"u8))
                (deleted ??= new HashSet<TreeNode>(ScalarComparer.Instance)).Add(item[key] ?? throw NoMergeKey(item, mergeKey));
            else if (Directives.Is(directive, "replace"u8)) replace = true;
            else if (Directives.Is(directive, "merge"u8)) throw Directives.Unclassified("merging lists cannot yet be specified in the patch");
            else throw StrategicMerge.BadDirective(directive, item);
        }
        if (replace) return ([.. changes], []);
        if (deleted is not null) live.RemoveAll(item => ((TreeObject)item)[key] is { } value && deleted.Contains(value));
        return (live, changes);
    }

    private static TreeArray Union(TreeArray original, TreeArray patch)
    {
        var seen = new HashSet<TreeNode>(ScalarComparer.Instance);
        var union = new List<TreeNode>(original.Count + patch.Count);
        foreach (var list in (ReadOnlySpan<TreeArray>)[original, patch])
            foreach (var item in list.Items)
                if (seen.Add(item)) union.Add(item);
        return TreeArray.Of([.. union]);
    }

    private static TreeArray DeleteScalars(TreeArray original, TreeArray patch)
    {
        var deleted = new HashSet<TreeNode>(patch.Items.ToArray(), ScalarComparer.Instance);
        return TreeArray.Of([.. original.Items.ToArray().Where(item => !deleted.Contains(item))]);
    }

    private static Dictionary<TreeNode, int> Positions(TreeArray list, byte[]? key, string? mergeKeyRequired)
    {
        var positions = new Dictionary<TreeNode, int>(list.Count, ScalarComparer.Instance);
        for (var i = 0; i < list.Count; i++)
        {
            if (mergeKeyRequired is not null) positions.TryAdd(KeyOf(list[i], key, mergeKeyRequired), i);
            else if (key is null) positions.TryAdd(list[i], i);
            else if ((list[i] as TreeObject)?[key] is { } value) positions.TryAdd(value, i);
        }
        return positions;
    }

    private static TreeNode KeyOf(TreeNode item, byte[]? key, string? mergeKey)
    {
        if (key is null) return item;
        if (item is not TreeObject map) throw NotAMap(item);
        return map[key] ?? throw NoMergeKey(map, mergeKey!);
    }

    /// <summary>Sorts by position; items without one keep their order after the rest (upstream's comparison gives them no firm place).</summary>
    private static void Sort(List<TreeNode> items, Dictionary<TreeNode, int> positions, byte[]? key)
    {
        var sorted = items.OrderBy(item => positions.GetValueOrDefault(KeyOf(item, key, ""), int.MaxValue)).ToArray();
        items.Clear();
        items.AddRange(sorted);
    }

    private static TreeArray Interleave(List<TreeNode> left, List<TreeNode> right, Dictionary<TreeNode, int> was, byte[]? key)
    {
        var all = new TreeNode[left.Count + right.Count];
        var (i, j) = (0, 0);
        for (var k = 0; k < all.Length; k++)
        {
            var takeLeft = j >= right.Count || (i < left.Count
                && was.TryGetValue(KeyOf(left[i], key, ""), out var l) && was.TryGetValue(KeyOf(right[j], key, ""), out var r) && l < r);
            all[k] = takeLeft ? left[i++] : right[j++];
        }
        return TreeArray.Of(all);
    }
}
