using Kube.Api.CustomResources.Schemas;
using Kube.Api.Tree;
using Kube.Api.Validation;

namespace Kube.Api.CustomResources.Values;

/// <summary>Lists whose items are told apart: maps by their keys, sets by their values; none may come twice (upstream's <c>schema/listtype</c>, 1.36).</summary>
internal static class ListKeys
{
    /// <summary>The key of an item as JSON; null when the item is no object.</summary>
    public static string? Of(TreeNode item, IReadOnlyList<string> keys) => item is TreeObject members ? KeyOf(members, keys).ToString() : null;

    /// <summary>The items by their keys; of two with one key the first.</summary>
    public static Dictionary<string, TreeNode> Index(TreeArray items, IReadOnlyList<string> keys)
    {
        var index = new Dictionary<string, TreeNode>();
        foreach (var item in items.Items)
            if (Of(item, keys) is { } key) index.TryAdd(key, item);
        return index;
    }

    /// <summary>Reports every item that comes again.</summary>
    public static void Validate(TreeNode value, SchemaNode? schema, FieldPath? path, FieldErrors errors)
    {
        if (schema is not { HasKeyedLists: true }) return;
        switch (value)
        {
            case TreeObject members:
                foreach (ref readonly var member in members.Members)
                {
                    if (schema.Find(member.Utf8Name) is { } known) Validate(member.Value, known, EmbeddedObjects.Child(path, member.Name), errors);
                    else if (schema.Additional is { } rest) Validate(member.Value, rest, path is null ? FieldPath.Root("").Key(member.Name) : path.Key(member.Name), errors);
                }

                break;
            case TreeArray items when path is not null:
                if (schema.ListType is "map" or "set") ValidateItems(items, schema, path, errors);
                for (var i = 0; i < items.Count; i++) Validate(items[i], schema.Items, path.Index(i), errors);
                break;
            default:
                break;
        }
    }

    private static void ValidateItems(TreeArray items, SchemaNode schema, FieldPath path, FieldErrors errors)
    {
        // Each value is told of once, at its second place.
        var seen = new Dictionary<string, bool>();
        for (var i = 0; i < items.Count; i++)
        {
            TreeNode shown;
            if (schema.ListType == "set") shown = items[i];
            else if (items[i] is TreeObject members) shown = KeyOf(members, schema.ListMapKeys);
            else continue;
            var key = Canonical(shown);
            if (seen.TryAdd(key, false)) continue;
            if (seen[key]) continue;
            seen[key] = true;
            errors.Duplicate(path.Index(i), shown is TreeString text ? text.Value : new JsonText(key));
        }
    }

    private static TreeObject KeyOf(TreeObject item, IReadOnlyList<string> keys)
    {
        var key = TreeObject.Empty;
        foreach (var name in keys.Order(StringComparer.Ordinal))
            if (item[name] is { } value) key = key.With(name, value);
        return key;
    }

    private static string Canonical(TreeNode value)
    {
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        value.WriteSortedTo(output);
        return System.Text.Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
