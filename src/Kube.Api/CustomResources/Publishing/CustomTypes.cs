using Kube.Api.CustomResources.Schemas;
using Kube.Api.Models;
using Kube.Api.Schema;
using Kube.Api.Tree;

namespace Kube.Api.CustomResources.Publishing;

/// <summary>A custom resource's schema as the engine's type: what apply and managed fields go by, and what is published.</summary>
internal static class CustomTypes
{
    private static readonly TypeSchema s_metadata = KubernetesTypes.Codec<V1ConfigMap>().Schema.FindField("metadata")!.Type;

    /// <param name="kind">The kind.</param>
    /// <param name="root">Its schema.</param>
    /// <param name="write">Gets the schema as it was written, for publishing.</param>
    public static TypeSchema Make(GroupVersionKind kind, SchemaNode root, Func<TreeObject> write)
    {
        var type = TypeSchema.Object(NameOf(kind), () => Fields(root), [kind]);
        return type.With(new SchemaTraits
        {
            PreservesUnknownFields = root.PreservesUnknown,
            MapTopology = root.MapType == "atomic" ? MapTopology.Atomic : MapTopology.Granular,
            Published = new PublishedCustomSchema(kind, write),
        });
    }

    /// <summary>The group the other way around, the version, the kind: <c>com.example.v1.Widget</c>.</summary>
    public static string NameOf(GroupVersionKind kind) => $"{string.Join('.', kind.Group.Split('.').Reverse())}.{kind.Version}.{kind.Kind}";

    private static FieldSchema[] Fields(SchemaNode root) =>
    [
        .. root.Properties.Where(static property => !MetaFields.Contains(property.Utf8Name)).Select(property => Field(property, root)),
        new("apiVersion", TypeSchema.String),
        new("kind", TypeSchema.String),
        new("metadata", s_metadata),
    ];

    private static FieldSchema Field(SchemaProperty property, SchemaNode owner) => new(property.Name, Type(property.Node))
    {
        Required = owner.Rules?.Required.Contains(property.Name) == true,
        Default = property.Node.Default?.ToString(),
    };

    private static TypeSchema Type(SchemaNode node)
    {
        var type = Plain(node);
        if (!node.Nullable && !node.PreservesUnknown && !node.IsEmbedded && node.MapType != "atomic") return type;
        return type.With(new SchemaTraits
        {
            Nullable = node.Nullable,
            PreservesUnknownFields = node.PreservesUnknown,
            EmbeddedResource = node.IsEmbedded,
            MapTopology = node.MapType == "atomic" ? MapTopology.Atomic : MapTopology.Granular,
        });
    }

    private static TypeSchema Plain(SchemaNode node)
    {
        if (node.IsIntOrString) return TypeSchema.Scalar(SchemaKind.IntegerOrString);
        switch (node.Type)
        {
            case "string": return TypeSchema.String;
            case "integer": return TypeSchema.Int64;
            case "number": return TypeSchema.Double;
            case "boolean": return TypeSchema.Boolean;
            case "array":
                var item = node.Items is { } items ? Type(items) : TypeSchema.Any;
                return node.ListType switch
                {
                    "map" => TypeSchema.ListMap(item, [.. node.ListMapKeys]),
                    "set" => TypeSchema.List(item, ListTopology.Set),
                    _ => TypeSchema.List(item),
                };
            case "object":
                if (node.IsEmbedded) return Embedded(node);
                if (node.Properties.Length == 0 && node.Additional is { } additional) return TypeSchema.Map(Type(additional));
                if (node.Properties.Length == 0 && node.HasAdditional) return TypeSchema.Map(TypeSchema.Any);
                return TypeSchema.Object([.. node.Properties.Select(property => Field(property, node))], node.Additional is { } rest ? Type(rest) : null);
            default: return TypeSchema.Any;
        }
    }

    private static TypeSchema Embedded(SchemaNode node) => TypeSchema.Object(
    [
        .. node.Properties.Where(static property => !MetaFields.Contains(property.Utf8Name)).Select(property => Field(property, node)),
        new("apiVersion", TypeSchema.String),
        new("kind", TypeSchema.String),
        new("metadata", s_metadata),
    ]);
}
