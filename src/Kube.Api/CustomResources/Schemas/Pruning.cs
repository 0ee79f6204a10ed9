using System.Globalization;
using System.Text;
using Kube.Api.Tree;

namespace Kube.Api.CustomResources.Schemas;

/// <summary>Drops what a schema does not know (upstream's <c>structural-schema pruning</c>, 1.36), and nulls that stand for nothing. A tree that is clean is returned as it is.</summary>
internal sealed class Pruning
{
    private readonly List<string>? _dropped;
    private readonly StringBuilder? _path;

    private Pruning(List<string>? dropped)
    {
        _dropped = dropped;
        _path = dropped is null ? null : new StringBuilder();
    }

    /// <summary>Prunes a whole object; its metadata, apiVersion and kind are not touched.</summary>
    /// <param name="value">The object.</param>
    /// <param name="root">Its schema.</param>
    /// <param name="dropped">Takes the paths of dropped members, sorted; null when nobody asks.</param>
    public static TreeObject PruneObject(TreeObject value, SchemaNode root, List<string>? dropped = null)
    {
        var found = dropped is null ? null : new List<string>();
        var pruned = (TreeObject)new Pruning(found).Members(value, root, isWhole: true, root.PreservesUnknown);
        if (found is null) return pruned;
        found.Sort(StringComparer.Ordinal);
        dropped!.AddRange(found);
        return pruned;
    }

    /// <summary>Prunes a value somewhere inside.</summary>
    public static TreeNode PruneValue(TreeNode value, SchemaNode schema) => new Pruning(null).Value(value, schema);

    private TreeNode Value(TreeNode value, SchemaNode? schema) => value switch
    {
        TreeObject { Count: > 0 } members => schema is null ? Empty(members) : Members(members, schema, schema.IsEmbedded, schema.PreservesUnknown),
        TreeArray { Count: > 0 } items => Items(items, schema),
        _ => value,
    };

    private TreeObject Empty(TreeObject members)
    {
        foreach (ref readonly var member in members.Members) Drop(member.Utf8Name);
        return TreeObject.Empty;
    }

    private TreeNode Members(TreeObject value, SchemaNode schema, bool isWhole, bool keepsUnknown)
    {
        TreeMember[]? kept = null;
        var count = 0;
        var members = value.Members;
        for (var i = 0; i < members.Length; i++)
        {
            ref readonly var member = ref members[i];
            var name = member.Utf8Name;
            var now = member.Value;
            var stays = true;
            if (!(isWhole && MetaFields.Contains(name)))
            {
                var known = schema.Find(name);
                if (known is not null || schema.HasAdditional)
                {
                    known ??= schema.Additional;
                    // A null where none may be stands for nothing, unless a default takes its place.
                    stays = known is null || !known.RefusesNull(now) || known.Default is not null;
                    if (stays) now = Below(name, now, known);
                }
                else if (!keepsUnknown)
                {
                    Drop(name);
                    stays = false;
                }
            }

            if (kept is null && (!stays || !ReferenceEquals(now, member.Value)))
            {
                kept = new TreeMember[members.Length];
                members[..i].CopyTo(kept);
                count = i;
            }

            if (kept is not null && stays) kept[count++] = member.With(now);
        }

        return kept is null ? value : TreeObject.Of(kept.AsSpan(0, count));
    }

    private TreeNode Below(ReadOnlySpan<byte> name, TreeNode value, SchemaNode? schema)
    {
        if (value is not (TreeObject { Count: > 0 } or TreeArray { Count: > 0 })) return value;
        var length = Enter(name);
        var pruned = Value(value, schema);
        Leave(length);
        return pruned;
    }

    private TreeNode Items(TreeArray value, SchemaNode? schema)
    {
        if (schema is { PreservesUnknown: true, Items: null }) return value;
        TreeNode[]? changed = null;
        for (var i = 0; i < value.Count; i++)
        {
            var length = _path?.Length ?? 0;
            _path?.Append(CultureInfo.InvariantCulture, $"[{i}]");
            var now = Value(value[i], schema?.Items);
            Leave(length);
            if (ReferenceEquals(now, value[i])) continue;
            changed ??= value.Items.ToArray();
            changed[i] = now;
        }

        return changed is null ? value : TreeArray.Of(changed);
    }

    private void Drop(ReadOnlySpan<byte> name)
    {
        if (_dropped is null) return;
        var length = Enter(name);
        _dropped.Add(_path!.ToString());
        Leave(length);
    }

    private int Enter(ReadOnlySpan<byte> name)
    {
        if (_path is null) return 0;
        var length = _path.Length;
        if (length > 0) _path.Append('.');
        _path.Append(Encoding.UTF8.GetString(name));
        return length;
    }

    private void Leave(int length)
    {
        if (_path is not null) _path.Length = length;
    }
}
