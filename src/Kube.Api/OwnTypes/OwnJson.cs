using System.Diagnostics.CodeAnalysis;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Kube.Api.Models;

namespace Kube.Api.OwnTypes;

/// <summary>How System.Text.Json reads and writes a class of somebody's own as Kubernetes writes objects: camel case, nothing that is null, metadata apart.</summary>
internal sealed class OwnJson
{
    private static readonly string[] s_apart = ["apiVersion", "kind", "metadata"];

    private readonly JsonSerializerOptions _options;
    private readonly HashSet<(Type Type, string Name)> _required = [];
    private readonly Type _root;

    private OwnJson(Type root, JsonSerializerOptions options, IJsonTypeInfoResolver resolver, IEnumerable<JsonConverter> converters)
    {
        _root = root;
        _options = options;
        options.PropertyNamingPolicy ??= JsonNamingPolicy.CamelCase;
        options.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        options.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        foreach (var converter in converters) options.Converters.Add(converter);
        foreach (var converter in OwnConverters.All) options.Converters.Add(converter);
        options.TypeInfoResolver = resolver.WithAddedModifier(Change);
        options.MakeReadOnly();
    }

    /// <summary>By reflection.</summary>
    [RequiresUnreferencedCode("The class is looked at by reflection; with trimming pass a JsonTypeInfo of a JsonSerializerContext.")]
    [RequiresDynamicCode("The class is looked at by reflection; with Native AOT pass a JsonTypeInfo of a JsonSerializerContext.")]
    public static OwnJson Of(Type type, IEnumerable<JsonConverter> converters)
    {
        var options = new JsonSerializerOptions();
        options.Converters.Add(new JsonStringEnumConverter());
        return new(type, options, new DefaultJsonTypeInfoResolver(), converters);
    }

    /// <summary>By generated code.</summary>
    public static OwnJson Of(JsonTypeInfo info, IEnumerable<JsonConverter> converters)
    {
        var options = new JsonSerializerOptions(info.Options);
        return new(info.Type, options, info.OriginatingResolver ?? info.Options.TypeInfoResolver!, converters);
    }

    public JsonTypeInfo Root => _options.GetTypeInfo(_root);

    public JsonTypeInfo Find(Type type) => _options.GetTypeInfo(type);

    /// <summary>Whether the class says that it cannot be without the member.</summary>
    public bool IsRequired(Type type, string name) => _required.Contains((type, name));

    // What is missing is said in Kubernetes' words, by the schema, and not by the reader.
    private void Change(JsonTypeInfo info)
    {
        if (info.Kind != JsonTypeInfoKind.Object) return;
        for (var i = info.Properties.Count - 1; i >= 0; i--)
        {
            var property = info.Properties[i];
            if (info.Type == _root && s_apart.Contains(property.Name)) info.Properties.RemoveAt(i);
            else if (property.IsRequired)
            {
                _required.Add((info.Type, property.Name));
                property.IsRequired = false;
            }
        }
    }
}
