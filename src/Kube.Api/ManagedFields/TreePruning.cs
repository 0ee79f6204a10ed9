using Kube.Api.Schema;
using Kube.Api.Tree;

namespace Kube.Api.ManagedFields;

/// <summary>Takes fields and list items out of a tree.</summary>
internal static class TreePruning
{
    /// <summary>The object without the paths of a set. A map or list that loses everything becomes null.</summary>
    public static TreeObject Remove(TreeObject value, FieldSet paths, TypeSchema schema) =>
        paths.IsEmpty ? value : Remove(value, paths, TypedPlace.Of(schema)) as TreeObject ?? TreeObject.Empty;

    /// <summary>A set with the named fields on the way to its paths, which count as owned when something in them is.</summary>
    public static FieldSet WithNamedFields(FieldSet set, TypeSchema schema) => WithNamedFields(set, TypedPlace.Of(schema));

    private static TreeNode Remove(TreeNode value, FieldSet paths, TypedPlace place) => place.ShapeOf(value) switch
    {
        PlaceShape.Map => value is TreeObject { Count: > 0 } map && !place.IsAtomicMap ? Members(map, paths, place) : TreeNull.Instance,
        PlaceShape.List => value is TreeArray { Count: > 0 } list && !place.IsAtomicList ? Items(list, paths, place) : TreeNull.Instance,
        _ => value,
    };

    private static TreeNode Members(TreeObject map, FieldSet paths, TypedPlace place)
    {
        var left = new TreeObjectBuilder(map);
        foreach (ref readonly var member in map.Members)
        {
            if (paths.Find(PathElement.Field(member.Utf8NameMemory)) is not { } entry) continue;
            if (entry.Member) left.Remove(member.Utf8Name);
            else left.Set(member.With(Remove(member.Value, entry.Children!, place.Member(member.Utf8Name).Place)));
        }

        return left.Members.Length == 0 ? TreeNull.Instance : left.Build();
    }

    private static TreeNode Items(TreeArray list, FieldSet paths, TypedPlace place)
    {
        var left = new List<TreeNode>(list.Count);
        foreach (var item in list.Items)
        {
            if (paths.Find(ListItems.ElementOf(item, place.Type)) is not { } entry) left.Add(item);
            else if (!entry.Member) left.Add(Remove(item, entry.Children!, place.Item));
        }

        return left.Count == 0 ? TreeNull.Instance : TreeArray.Of([.. left]);
    }

    private static FieldSet WithNamedFields(FieldSet set, TypedPlace? place)
    {
        if (set.IsEmpty) return set;
        var entries = new FieldEntry[set.Entries.Length];
        for (var i = 0; i < entries.Length; i++)
        {
            var entry = set.Entries[i];
            TypedPlace? inside = null;
            var isMember = entry.Member;
            if (entry.Element.Kind == PathElementKind.Field)
            {
                if (place is { Type.Kind: SchemaKind.Object or SchemaKind.Map } map)
                {
                    var (found, isNamed, _) = map.Member(entry.Element.Name);
                    inside = found;
                    isMember |= isNamed && entry.Children is not null;
                }
            }
            else if (place is { Type.Kind: SchemaKind.List } list) inside = list.Item;

            entries[i] = new FieldEntry(entry.Element, isMember, entry.Children is { } children ? WithNamedFields(children, inside) : null);
        }

        return FieldSet.FromUnsorted(entries)!;
    }
}
