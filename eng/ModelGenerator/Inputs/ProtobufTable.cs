using System.Text.Json;

namespace Kube.ModelGenerator.Inputs;

/// <summary>One field of a message: <paramref name="Type"/> is a scalar (<c>string</c>), a full message name, or <c>map&lt;string,…&gt;</c> of either.</summary>
internal sealed record ProtobufField(string Name, int Number, string Type, bool Repeated)
{
    public bool IsMap => Type.StartsWith("map<", StringComparison.Ordinal);

    /// <summary>The type of the value: of a map's values, of a list's items, of the field itself.</summary>
    public string ValueType => IsMap ? Type["map<string,".Length..^1] : Type;
}

/// <summary>One message, named <c>package.Name</c>; its fields stand in the order of the Go struct.</summary>
internal sealed record ProtobufMessage(string Package, string Name, IReadOnlyList<ProtobufField> Fields)
{
    public string FullName => $"{Package}.{Name}";
}

/// <summary>Every message of Kubernetes' protobuf encoding, and (from Facts) the few Go structs that have none.</summary>
internal sealed class ProtobufTable
{
    private readonly Dictionary<string, ProtobufMessage> _messages = new(StringComparer.Ordinal);

    public IEnumerable<ProtobufMessage> Messages => _messages.Values;

    public ProtobufMessage? Find(string fullName) => _messages.GetValueOrDefault(fullName);

    public static ProtobufTable Load(string data)
    {
        var table = new ProtobufTable();
        using var main = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(data, "protobuf", "kubernetes-1.36.json")));
        table.Add(main.RootElement);
        using var extra = JsonDocument.Parse(GoFacts.Resource("without-protobuf.json"));
        table.Add(extra.RootElement);
        return table;
    }

    private void Add(JsonElement packages)
    {
        foreach (var package in packages.EnumerateArray())
        {
            if (!package.TryGetProperty("messages", out var messages)) continue;
            var name = package.GetProperty("package").GetString()!;
            foreach (var message in messages.EnumerateObject())
            {
                var made = new ProtobufMessage(name, message.Name,
                    [.. message.Value.GetProperty("fields").EnumerateArray().Select(field => Field(field, name))]);
                _messages[made.FullName] = made;
            }
        }
    }

    private static ProtobufField Field(JsonElement field, string package)
    {
        var type = field.GetProperty("type").GetString()!;
        return new(
            field.GetProperty("name").GetString()!,
            field.TryGetProperty("number", out var number) ? number.GetInt32() : 0,
            type.StartsWith("map<string,", StringComparison.Ordinal) ? $"map<string,{Full(type["map<string,".Length..^1], package)}>" : Full(type, package),
            field.TryGetProperty("repeated", out var repeated) && repeated.GetBoolean());
    }

    // Scalars are lower case; a leading dot marks a full name; anything else is a message of the same package.
    private static string Full(string type, string package) =>
        type[0] == '.' ? type[1..] : char.IsUpper(type[0]) ? $"{package}.{type}" : type;
}
