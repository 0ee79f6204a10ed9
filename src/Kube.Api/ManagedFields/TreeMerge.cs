using Kube.Api.Schema;
using Kube.Api.Tree;

namespace Kube.Api.ManagedFields;

/// <summary>Lays a configuration over an object: what both say is as the configuration says, nothing goes. The result shares what was not touched.</summary>
internal static class TreeMerge
{
    /// <exception cref="FormatException">A list item cannot be named.</exception>
    public static TreeObject Over(TreeObject live, TreeObject applied, TypeSchema schema) =>
        (TreeObject)Merge(live, applied, TypedPlace.Of(schema));

    private static TreeNode Merge(TreeNode live, TreeNode applied, TypedPlace place)
    {
        switch (place.ShapeOf(applied))
        {
            case PlaceShape.Map when !place.IsAtomicMap:
                var (map, over) = (live as TreeObject, applied as TreeObject);
                return map is null or { Count: 0 } ? applied : over is null ? live : Members(map, over, place);
            case PlaceShape.List when !place.IsAtomicList:
                var (list, items) = (live as TreeArray, applied as TreeArray);
                return list is null or { Count: 0 } ? applied : items is null or { Count: 0 } ? live : Items(list, items, place);
            default:
                return applied;
        }
    }

    private static TreeObject Members(TreeObject live, TreeObject applied, TypedPlace place)
    {
        if (applied.Count == 0) return live;
        var merged = new TreeObjectBuilder(live);
        foreach (ref readonly var member in applied.Members)
        {
            var current = live[member.Utf8Name];
            merged.Set(current is null ? member : member.With(Merge(current, member.Value, place.Member(member.Utf8Name).Place)));
        }

        return merged.Build();
    }

    /// <summary>Merges items by their keys. They come in the order of the configuration; items that only the object has keep their place before the
    /// item that followed them.</summary>
    private static TreeArray Items(TreeArray live, TreeArray applied, TypedPlace place)
    {
        var groups = new ItemGroups(live.Count + applied.Count);
        var wanted = new ItemGroup[applied.Count];
        for (var i = 0; i < wanted.Length; i++) wanted[i] = groups.AddNew(ListItems.ElementOf(applied[i], place.Type), applied[i]);
        var there = new ItemGroup[live.Count];
        for (var i = 0; i < there.Length; i++) there[i] = groups.AddOld(ListItems.ElementOf(live[i], place.Type), live[i]);

        var merged = new List<TreeNode>(Math.Max(there.Length, wanted.Length));
        var done = new HashSet<ItemGroup>();
        var shared = new Queue<ItemGroup>(wanted.Where(group => group.Old.Count > 0));
        var (left, right) = (0, 0);
        while (left < there.Length || right < wanted.Length)
        {
            if (left < there.Length && right < wanted.Length)
            {
                var group = there[left];
                if (group == wanted[right])
                {
                    Take(group);
                    left++;
                    right++;
                    shared.TryDequeue(out _);
                    continue;
                }

                if (group.New.Count > 0 && shared.TryPeek(out var next) && next != group)
                {
                    // The configuration has it, but further on.
                    left++;
                    continue;
                }
            }

            if (left < there.Length)
            {
                var group = there[left];
                if (group.New.Count == 0)
                {
                    merged.Add(live[left++]);
                    continue;
                }

                if (done.Contains(group)) left++;
            }

            if (right < wanted.Length)
            {
                var group = wanted[right++];
                Take(group);
                if (shared.TryPeek(out var next) && next == group) shared.Dequeue();
            }
        }

        return TreeArray.Of([.. merged]);

        void Take(ItemGroup group)
        {
            done.Add(group);
            // Several live items with one key make way for the one that is wanted.
            merged.Add(group.Old.Count == 1 ? Merge(group.Old[0], group.New[0], place.Item) : group.New[0]);
        }
    }
}
