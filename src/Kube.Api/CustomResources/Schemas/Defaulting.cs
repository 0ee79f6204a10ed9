using Kube.Api.Tree;

namespace Kube.Api.CustomResources.Schemas;

/// <summary>Fills in a schema's defaults (upstream's <c>structural-schema defaulting</c>, 1.36). A tree that lacks nothing is returned as it is.</summary>
internal static class Defaulting
{
    public static TreeNode Apply(TreeNode value, SchemaNode? schema)
    {
        if (schema is not { HasDefaults: true }) return value;
        return value switch
        {
            TreeObject members => Members(members, schema),
            TreeArray items when schema.Items is not null => Items(items, schema.Items),
            _ => value,
        };
    }

    private static TreeObject Members(TreeObject value, SchemaNode schema)
    {
        TreeObjectBuilder? changed = null;
        foreach (var property in schema.Properties)
        {
            if (property.Node.Default is not { } made) continue;
            var now = value[property.Utf8Name];
            if (now is not null && !property.Node.RefusesNull(now)) continue;
            (changed ??= new(value)).Set(new TreeMember(property.Utf8Name, made));
        }

        var filled = changed?.Build() ?? value;
        changed = null;
        foreach (ref readonly var member in filled.Members)
        {
            var known = schema.Find(member.Utf8Name);
            var now = member.Value;
            if (known is null && schema.HasAdditional)
            {
                known = schema.Additional;
                if (known?.RefusesNull(now) == true && known.Default is { } made) now = made;
            }

            now = Apply(now, known);
            if (!ReferenceEquals(now, member.Value)) (changed ??= new(filled)).Set(member.With(now));
        }

        return changed?.Build() ?? filled;
    }

    private static TreeArray Items(TreeArray value, SchemaNode schema)
    {
        TreeNode[]? changed = null;
        for (var i = 0; i < value.Count; i++)
        {
            var now = value[i];
            if (schema.RefusesNull(now) && schema.Default is { } made) now = made;
            now = Apply(now, schema);
            if (ReferenceEquals(now, value[i])) continue;
            changed ??= value.Items.ToArray();
            changed[i] = now;
        }

        return changed is null ? value : TreeArray.Of(changed);
    }
}
