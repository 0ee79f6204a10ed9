using Kube.Api.Models;
using Kube.Api.Schema;

namespace Kube.Api.OwnTypes;

/// <summary>Generated classes, in schemas of classes that have them as members.</summary>
internal static class ModelSchemas
{
    public static V1JSONSchemaProps Of(TypeSchema type) => Of(type, []);

    private static V1JSONSchemaProps Of(TypeSchema type, Stack<string> above)
    {
        switch (type.Kind)
        {
            case SchemaKind.String: return new() { Type = "string", Format = type.Format };
            case SchemaKind.Integer: return new() { Type = "integer", Format = type.Format };
            case SchemaKind.Number: return new() { Type = "number", Format = type.Format };
            case SchemaKind.Boolean: return new() { Type = "boolean" };
            case SchemaKind.IntegerOrString: return ScalarSchemas.Either(null);
            case SchemaKind.Quantity: return ScalarSchemas.Quantity();
            case SchemaKind.Map when type.Element is { } value:
                return new() { Type = "object", AdditionalProperties = new V1JSONSchemaPropsOrBool { Allows = true, Schema = Of(value, above) } };
            case SchemaKind.List when type.Element is { } item: return ListOf(type, Of(item, above));
            case SchemaKind.Object when type.Name is null || !above.Contains(type.Name): return ObjectOf(type, above);
            default: return ScalarSchemas.Anything();
        }
    }

    private static V1JSONSchemaProps ListOf(TypeSchema type, V1JSONSchemaProps item)
    {
        var list = new V1JSONSchemaProps { Type = "array", Items = new V1JSONSchemaPropsOrArray { Schema = item } };
        if (type.ListTopology == ListTopology.Set) list.XKubernetesListType = "set";
        if (type.ListTopology != ListTopology.Map) return list;
        list.XKubernetesListType = "map";
        list.XKubernetesListMapKeys = [.. type.ListMapKeys];
        foreach (var key in type.ListMapKeys)
        {
            // Keys are always there: a server fills in what has a default.
            if (type.Element!.FindField(key)?.DefaultValue is { } given) item.Properties![key].Default = RawJson.From(given.ToString());
            else if (item.Required?.Contains(key) != true) (item.Required ??= []).Add(key);
        }

        return list;
    }

    private static V1JSONSchemaProps ObjectOf(TypeSchema type, Stack<string> above)
    {
        above.Push(type.Name ?? "");
        var schema = new V1JSONSchemaProps { Type = "object" };
        foreach (var field in type.Fields)
        {
            (schema.Properties ??= new(StringComparer.Ordinal))[field.Name] = Of(field.Type, above);
            if (field.Required && field.Default is null) (schema.Required ??= []).Add(field.Name);
        }

        above.Pop();
        if (schema.Properties is null) schema.XKubernetesPreserveUnknownFields = true;
        if (type.MapTopology == MapTopology.Atomic) schema.XKubernetesMapType = "atomic";
        return schema;
    }
}
