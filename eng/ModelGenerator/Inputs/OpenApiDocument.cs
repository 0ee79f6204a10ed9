using System.Text.Json;

namespace Kube.ModelGenerator.Inputs;

/// <summary>The published definitions: version 2 for everything, version 3 for the defaults that only it publishes.</summary>
internal sealed class OpenApiDocument
{
    private readonly Dictionary<string, JsonElement> _definitions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, JsonElement> _version3 = new(StringComparer.Ordinal);

    public IEnumerable<string> Names => _definitions.Keys;

    public JsonElement? Find(string definition) => _definitions.TryGetValue(definition, out var found) ? found : null;

    /// <summary>The default that version 3 publishes for a property, as JSON text; null for none.</summary>
    public string? Default(string definition, string property) =>
        _version3.TryGetValue(definition, out var schema) && schema.TryGetProperty("properties", out var properties)
        && properties.TryGetProperty(property, out var found) && found.TryGetProperty("default", out var value)
            ? value.GetRawText()
            : null;

    public static OpenApiDocument Load(string data)
    {
        var document = new OpenApiDocument();
        var folder = Path.Combine(data, "kubernetes-1.36");
        // The documents live as long as the program: elements point into them.
        foreach (var definition in Parse(Path.Combine(folder, "openapi-v2.json")).GetProperty("definitions").EnumerateObject())
            document._definitions[definition.Name] = definition.Value;
        foreach (var file in Directory.EnumerateFiles(Path.Combine(folder, "openapi-v3"), "*.json").Order(StringComparer.Ordinal))
        {
            if (!Parse(file).TryGetProperty("components", out var components) || !components.TryGetProperty("schemas", out var schemas)) continue;
            foreach (var schema in schemas.EnumerateObject()) document._version3.TryAdd(schema.Name, schema.Value);
        }
        return document;
    }

    private static JsonElement Parse(string path) => JsonDocument.Parse(File.ReadAllBytes(path)).RootElement;
}
