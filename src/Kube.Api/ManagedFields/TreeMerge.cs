using Kube.Api.Schema;
using Kube.Api.Tree;

namespace Kube.Api.ManagedFields;

/// <summary>Lays a configuration over an object: what both say is as the configuration says, nothing goes. The result shares what was not touched.</summary>
internal static class TreeMerge
{
    /// <exception cref="FormatException">A list item cannot be named.</exception>
    public static TreeObject Over(TreeObject live, TreeObject applied, TypeSchema schema) =>
        (TreeObject)Merge(live, applied, TypedPlace.Of(schema));

    /// <summary>One value over another, both there.</summary>
    public static TreeNode Merge(TreeNode live, TreeNode applied, TypedPlace place)
    {
        switch (place.ShapeOf(applied))
        {
            case PlaceShape.Map when !place.IsAtomicMap:
                var (map, over) = (live as TreeObject, applied as TreeObject);
                return map is null or { Count: 0 } ? applied : over is null ? live : Members(map, over, place);
            case PlaceShape.List when !place.IsAtomicList:
                var (list, items) = (live as TreeArray, applied as TreeArray);
                return list is null or { Count: 0 } ? applied : items is null or { Count: 0 } ? live : ListMerge.Of(list, items, place);
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
}
