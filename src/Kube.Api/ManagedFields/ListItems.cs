using Kube.Api.Schema;
using Kube.Api.Tree;

namespace Kube.Api.ManagedFields;

/// <summary>Names the items of lists that are sets or maps.</summary>
internal static class ListItems
{
    /// <summary>The path element of an item, by its keys (missing ones by their default) or by its value.</summary>
    /// <exception cref="FormatException">It cannot be named; the text is upstream's.</exception>
    public static PathElement ElementOf(TreeNode item, TypeSchema list)
    {
        if (list.ListTopology == ListTopology.Set || list.ListMapKeys.Count == 0)
        {
            return item switch
            {
                TreeObject => throw new FormatException("associative list without keys has an element that's a map type"),
                TreeArray => throw new FormatException("not supported: associative list with lists as elements"),
                TreeNull => throw new FormatException("associative list without keys has an element that's an explicit null"),
                _ => PathElement.OfValue(item),
            };
        }
        if (item is TreeNull) throw new FormatException("associative list with keys may not have a null element");
        if (item is not TreeObject map) throw new FormatException("associative list with keys may not have non-map elements");
        var keys = list.ListMapKeys;
        var fields = new KeyField[keys.Count];
        var count = 0;
        for (var i = 0; i < fields.Length; i++)
        {
            var field = list.Element!.FindField(keys[i]);
            var name = field?.Utf8Name ?? System.Text.Encoding.UTF8.GetBytes(keys[i]);
            if ((map[name.Span] ?? field?.DefaultValue) is { } value) fields[count++] = new KeyField(name, value);
        }
        if (count == 0)
        {
            throw new FormatException(
                $"associative list with keys has an element that omits all key fields [{string.Join(' ', keys.Select(key => $"\"{key}\""))}] "
                + "(and doesn't have default values for any key fields)");
        }
        return PathElement.OfKey(count == fields.Length ? fields : fields[..count]);
    }
}
