using Kube.Api.Cel.Types;
using Kube.Api.CustomResources.Schemas;
using Kube.Api.Schema;

namespace Kube.Api.Cel.Schemas;

/// <summary>The types that values of a custom resource's schema have in expressions.</summary>
internal static class SchemaTypes
{
    private static readonly SchemaNode s_text = new() { Type = "string" };

    /// <summary>The type of a place; null when rules cannot see it.</summary>
    /// <param name="node">The place.</param>
    /// <param name="isResource">A whole object lies here, so that its kind, version and name can be read whether the schema names them or not.</param>
    public static CelType? Of(SchemaNode? node, bool isResource)
    {
        if (node is null) return null;
        if (node.IsIntOrString) return CelType.Dyn;
        switch (node.Type)
        {
            case "array":
                return Of(node.Items, node.Items?.IsEmbedded == true) is { } item ? new CelSchemaListType(item, Topology(node.ListType), node.ListMapKeys) : null;
            case "object" when node.Additional is { } values:
                return Of(values, values.IsEmbedded) is { } value ? CelType.Map(CelType.String, value) : null;
            case "object":
                return new SchemaObjectType(Fields(node, isResource));
            case "string":
                return node.Rules?.Format switch
                {
                    "byte" => CelType.Bytes,
                    "duration" => CelType.Duration,
                    "date" or "date-time" or "datetime" => CelType.Timestamp,
                    _ => CelType.String,
                };
            case "boolean":
                return CelType.Bool;
            case "number":
                return CelType.Double;
            case "integer":
                return CelType.Int;
            default:
                return isResource ? new SchemaObjectType(Fields(node, isResource: true)) : null;
        }
    }

    /// <summary>The places below an object that expressions can reach.</summary>
    public static IEnumerable<SchemaProperty> Fields(SchemaNode node, bool isResource)
    {
        foreach (var property in node.Properties)
        {
            if (!isResource || property.Name is not ("apiVersion" or "kind" or "metadata")) yield return property;
        }
        if (!isResource) yield break;
        yield return Field("apiVersion", s_text);
        yield return Field("kind", s_text);
        yield return Field("metadata", new SchemaNode { Type = "object", Properties = [Field("generateName", s_text), Field("name", s_text)] });
    }

    private static SchemaProperty Field(string name, SchemaNode node) => new(name, System.Text.Encoding.UTF8.GetBytes(name), node);

    private static ListTopology Topology(string? listType) => listType switch
    {
        "set" => ListTopology.Set,
        "map" => ListTopology.Map,
        _ => ListTopology.Atomic,
    };

    private sealed class SchemaObjectType : CelObjectType
    {
        private readonly Dictionary<string, CelField> _fields = new(StringComparer.Ordinal);

        public SchemaObjectType(IEnumerable<SchemaProperty> properties)
            : base("object")
        {
            foreach (var property in properties)
            {
                if (CelNames.Escape(property.Name) is not { Length: > 0 } name || Of(property.Node, property.Node.IsEmbedded) is not { } type) continue;
                _fields[name] = new CelField(name, property.Name, () => type);
            }
        }

        public override CelField? FindField(string name) => _fields.GetValueOrDefault(name);
    }
}
