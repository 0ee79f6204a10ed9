using System.Text.Json;
using System.Text.Json.Nodes;
using Kube.Api.Models;

namespace Kube.Api.OwnTypes;

/// <summary>Types that are one value, in schemas.</summary>
internal static class ScalarSchemas
{
    private static readonly Dictionary<Type, (string Type, string? Format)> s_scalars = new()
    {
        [typeof(string)] = ("string", null), [typeof(char)] = ("string", null), [typeof(Guid)] = ("string", "uuid"), [typeof(Uri)] = ("string", "uri"),
        [typeof(TimeSpan)] = ("string", null), [typeof(bool)] = ("boolean", null), [typeof(byte[])] = ("string", "byte"),
        [typeof(byte)] = ("integer", "int32"), [typeof(sbyte)] = ("integer", "int32"), [typeof(short)] = ("integer", "int32"), [typeof(ushort)] = ("integer", "int32"),
        [typeof(int)] = ("integer", "int32"), [typeof(uint)] = ("integer", "int64"), [typeof(long)] = ("integer", "int64"), [typeof(ulong)] = ("integer", "int64"),
        [typeof(float)] = ("number", "float"), [typeof(double)] = ("number", "double"), [typeof(decimal)] = ("number", null),
        [typeof(DateTime)] = ("string", "date-time"), [typeof(DateTimeOffset)] = ("string", "date-time"), [typeof(DateOnly)] = ("string", "date"),
    };

    private static readonly HashSet<Type> s_anything =
        [typeof(object), typeof(RawJson), typeof(JsonElement), typeof(JsonDocument), typeof(JsonNode), typeof(JsonObject), typeof(JsonArray), typeof(JsonValue)];

    /// <returns>A new schema, or null when the type is none of them.</returns>
    public static V1JSONSchemaProps? Find(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (s_scalars.TryGetValue(type, out var scalar)) return new() { Type = scalar.Type, Format = scalar.Format };
        if (s_anything.Contains(type)) return Anything();
        if (type == typeof(IntOrString)) return Either(null);
        return type == typeof(ResourceQuantity) ? Quantity() : null;
    }

    public static V1JSONSchemaProps Anything() => new() { XKubernetesPreserveUnknownFields = true };

    public static V1JSONSchemaProps Quantity() => Either(
        "^(\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))(([KMGTPE]i)|[numkMGTPE]|([eE](\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))))?$");

    public static V1JSONSchemaProps Either(string? pattern) => new()
    {
        XKubernetesIntOrString = true, AnyOf = [new() { Type = "integer" }, new() { Type = "string" }], Pattern = pattern,
    };
}
