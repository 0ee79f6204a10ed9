using Kube.Api.Schema;
using Kube.Api.Tree;

namespace Kube.Api.Patch;

/// <summary>How a strategic merge patch changes an object; lists are the other half (<see cref="StrategicLists"/>).</summary>
internal static class StrategicMerge
{
    /// <summary>Merges a patch into an object or map.</summary>
    public static TreeObject Objects(TreeObject original, TreeObject patch, TypeSchema schema)
    {
        if (patch[Directives.Patch] is { } directive)
        {
            // Replaced by the patch as it stands: what is null or a directive further in stays, and is refused or ignored when decoded.
            if (Directives.Is(directive, "replace"u8)) return patch.Without(Directives.Patch);
            if (Directives.Is(directive, "delete"u8)) return TreeObject.Empty;
            throw BadDirective(directive, patch);
        }
        if (patch[Directives.RetainKeys] is { } retained)
        {
            patch = patch.Without(Directives.RetainKeys);
            original = Retain(original, patch, retained);
        }
        var result = new TreeObjectBuilder(original);
        patch = ApplyElementOrders(result, patch, schema);
        foreach (ref readonly var member in patch.Members) MergeMember(result, member, schema);
        return result.Build();
    }

    public static PatchException BadDirective(TreeNode directive, TreeObject patch)
    {
        var text = directive is TreeString value ? value.Value : $"%!s({GoFormat.TypeName(directive)}={GoFormat.Value(directive)})";
        return Directives.Unclassified($"unknown patch type: {text} in map: {GoFormat.Value(patch)}");
    }

    private static void MergeMember(TreeObjectBuilder result, TreeMember member, TypeSchema schema)
    {
        var isDeleteList = member.Utf8Name.StartsWith(Directives.DeleteList);
        if (isDeleteList) member = new TreeMember(Directives.FieldOf(member.Utf8Name, Directives.DeleteListPrefix), member.Value);
        if (member.Value is TreeNull)
        {
            result.Remove(member.Utf8Name);
            return;
        }
        var merged = (result[member.Utf8Name], member.Value) switch
        {
            (TreeObject original, TreeObject patch) => MergeObject(original, patch, member.Name, schema),
            (TreeArray original, TreeArray patch) => MergeList(original, patch, member.Name, schema, isDeleteList),
            var (original, patch) when !isDeleteList => original is null || GoFormat.KindName(original) != GoFormat.KindName(patch)
                ? Directives.Remove(Directives.DropNulls(patch))
                : patch,
            var (original, _) => original,
        };
        if (merged is not null) result.Set(member.With(merged));
        else result.Remove(member.Utf8Name);
    }

    private static TreeObject MergeObject(TreeObject original, TreeObject patch, string name, TypeSchema schema)
    {
        var field = Lookup(schema, name);
        return (field.Strategy & PatchStrategy.Replace) != PatchStrategy.None ? patch : Objects(original, patch, field.Type);
    }

    private static TreeArray MergeList(TreeArray original, TreeArray patch, string name, TypeSchema schema, bool isDeleteList)
    {
        var field = LookupList(schema, name);
        return (field.Strategy & PatchStrategy.Merge) != PatchStrategy.None || isDeleteList
            ? StrategicLists.Merge(original, patch, field, isDeleteList)
            : patch;
    }

    private static TreeObject Retain(TreeObject original, TreeObject patch, TreeNode retained)
    {
        if (retained is not TreeArray names) throw Directives.Malformed("invalid patch format of retainKeys");
        foreach (ref readonly var member in patch.Members)
        {
            var name = member.Utf8Name;
            if (member.Value is TreeNull || name.StartsWith(Directives.DeleteList) || name.StartsWith(Directives.ElementOrder)) continue;
            if (!Contains(names, name)) throw Directives.Malformed("invalid patch format of retainKeys");
        }
        var kept = new TreeObjectBuilder(original);
        foreach (ref readonly var member in original.Members)
            if (!Contains(names, member.Utf8Name)) kept.Remove(member.Utf8Name);
        return kept.Build();
    }

    private static bool Contains(TreeArray names, ReadOnlySpan<byte> name)
    {
        foreach (var item in names.Items)
            if (item is TreeString text && text.Utf8.SequenceEqual(name)) return true;
        return false;
    }

    /// <summary>Handles every <c>$setElementOrder/field</c> together with the patch's own list for that field.</summary>
    /// <returns>The patch without them.</returns>
    private static TreeObject ApplyElementOrders(TreeObjectBuilder result, TreeObject patch, TypeSchema schema)
    {
        var rest = patch;
        foreach (ref readonly var member in patch.Members)
        {
            if (!member.Utf8Name.StartsWith(Directives.ElementOrder)) continue;
            rest = rest.Without(member.Utf8Name);
            if (member.Value is not TreeArray order) throw StrategicLists.NotAList(member.Value);
            var name = Directives.FieldOf(member.Utf8Name, Directives.ElementOrderPrefix);
            var key = System.Text.Encoding.UTF8.GetBytes(name);
            var (live, change) = (AsList(result[key]), AsList(rest[key]));
            var field = LookupList(schema, name);
            StrategicLists.CheckOrder(change, order, field.MergeKey);
            if (live is null && change is null) continue;
            var merged = (live, change) switch
            {
                ({ } a, null) => a,
                (null, { } b) => (TreeArray)Directives.Remove(b)!,
                var (a, b) => MergeList(a!, b!, name, schema, isDeleteList: false),
            };
            StrategicLists.CheckSameTypes(live ?? TreeArray.Empty, change ?? TreeArray.Empty);
            result.Set(new TreeMember(name, StrategicLists.Order(merged, order, live ?? TreeArray.Empty, field.MergeKey)));
            rest = rest.Without(key);
        }
        return rest;
    }

    private static TreeArray? AsList(TreeNode? node) => node is null ? null : node as TreeArray ?? throw StrategicLists.NotAList(node);

    private static PatchField Lookup(TypeSchema schema, string name)
    {
        if (schema.Kind != SchemaKind.Object)
            throw Directives.Unclassified($"merging an object in json but data type is not struct, instead is: {GoKind(schema)}");
        var field = schema.FindField(name);
        if (field is null)
        {
            foreach (var candidate in schema.Fields)
                if (candidate.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) field ??= candidate;
        }
        if (field is not null) return new PatchField(field.Type, field.PatchStrategy, field.PatchMergeKey);
        var type = schema.Name?[(schema.Name.LastIndexOf('.') + 1)..];
        throw Directives.Unclassified($"unable to find api field in struct {type} for the json field \"{name}\"");
    }

    private static PatchField LookupList(TypeSchema schema, string name)
    {
        var field = Lookup(schema, name);
        if (field.Type.Kind != SchemaKind.List) throw Directives.Unclassified($"expected slice or array type, but got: {GoKind(schema)}");
        if (field.Type.Element!.Kind == SchemaKind.List) throw Directives.Unclassified("unexpected slice of slice");
        return field with { Type = field.Type.Element };
    }

    private static string GoKind(TypeSchema schema) => schema.Kind switch
    {
        SchemaKind.Map => "map",
        SchemaKind.List => "slice",
        SchemaKind.String => "string",
        SchemaKind.Boolean => "bool",
        SchemaKind.Integer => schema.Format ?? "int",
        SchemaKind.Number => "float64",
        _ => "struct",
    };
}

/// <summary>What a strategic merge reads of a field: for a list, <paramref name="Type"/> is its items'.</summary>
internal readonly record struct PatchField(TypeSchema Type, PatchStrategy Strategy, string? MergeKey);
