using Kube.Api.Schema;
using Kube.Api.Tree;

namespace Kube.Api.ManagedFields;

/// <summary>Every field that a configuration says: what its applier comes to own.</summary>
internal sealed class AppliedFields
{
    private readonly FieldStack _found = new();

    /// <exception cref="FormatException">A list item cannot be named.</exception>
    public static FieldSet Of(TreeObject value, TypeSchema schema) =>
        new AppliedFields().Below(value, TypedPlace.Of(schema), out _) ?? FieldSet.Empty;

    /// <param name="value">The value.</param>
    /// <param name="place">Where it stands.</param>
    /// <param name="isLeaf">It is owned as a whole.</param>
    private FieldSet? Below(TreeNode value, TypedPlace place, out bool isLeaf)
    {
        isLeaf = false;
        switch (place.ShapeOf(value))
        {
            case PlaceShape.Map when !place.IsAtomicMap:
                return value is TreeObject map ? Members(map, place) : null;
            case PlaceShape.List when !place.IsAtomicList:
                return value is TreeArray list ? Items(list, place) : null;
            default:
                isLeaf = true;
                return null;
        }
    }

    private FieldSet? Members(TreeObject map, TypedPlace place)
    {
        var mark = _found.Count;
        foreach (ref readonly var member in map.Members)
        {
            var (inside, isNamed, _) = place.Member(member.Utf8Name);
            var children = Below(member.Value, inside, out var isLeaf);
            // What is empty would not be seen by its members; and the keys of a map are owned themselves.
            var isMember = isLeaf || !isNamed || member.Value is TreeNull or TreeObject { Count: 0 };
            _found.Push(PathElement.Field(member.Utf8NameMemory), isMember, children);
        }

        return _found.Take(mark);
    }

    private FieldSet? Items(TreeArray list, TypedPlace place)
    {
        var mark = _found.Count;
        var groups = new ItemGroups(list.Count);
        foreach (var item in list.Items) groups.AddNew(ListItems.ElementOf(item, place.Type), item);
        foreach (var group in groups.All)
        {
            // Of several with one key only the key is owned.
            var children = group.New.Count == 1 ? Below(group.New[0], place.Item, out _) : null;
            _found.Push(group.Element, true, children);
        }

        return _found.Take(mark);
    }
}
