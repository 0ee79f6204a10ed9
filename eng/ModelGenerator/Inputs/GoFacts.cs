using System.Reflection;

namespace Kube.ModelGenerator.Inputs;

/// <summary>How one Go struct member is declared; see the head of Facts/go-facts.txt.</summary>
internal sealed record GoField(bool Always, bool OmitZero, bool Pointer, bool Value, bool Inline, string? JsonName, string? GoType)
{
    public static GoField Plain { get; } = new(false, false, false, false, false, null, null);
}

/// <summary>One Go struct: whether it has TypeMeta, and its members that are not plain.</summary>
internal sealed record GoStruct(bool HasTypeMeta, IReadOnlyDictionary<string, GoField> Fields)
{
    public GoField Field(string protobufName) => Fields.GetValueOrDefault(protobufName, GoField.Plain);
}

/// <summary>What Go's structs say and neither OpenAPI nor the protobuf table does (Facts/go-facts.txt).</summary>
internal sealed class GoFacts
{
    private readonly Dictionary<string, GoStruct> _structs = new(StringComparer.Ordinal);

    public GoStruct Find(string fullName) =>
        _structs.GetValueOrDefault(fullName) ?? throw new InvalidOperationException($"Facts/go-facts.txt has no line for {fullName}");

    public bool Knows(string fullName) => _structs.ContainsKey(fullName);

    public static GoFacts Load()
    {
        var facts = new GoFacts();
        var package = "";
        using var reader = new StreamReader(Resource("go-facts.txt"));
        while (reader.ReadLine() is { } line)
        {
            if (line.Length == 0 || line[0] == '#') continue;
            if (line[0] == '[') { package = line[1..^1]; continue; }
            var words = line.Split(' ');
            var kind = words.Length > 1 && words[1] == "TypeMeta";
            facts._structs[$"{package}.{words[0]}"] = new(kind, words.Skip(kind ? 2 : 1).Select(Field).ToDictionary(field => field.Name, field => field.Fact, StringComparer.Ordinal));
        }
        return facts;
    }

    public static Stream Resource(string name) =>
        Assembly.GetExecutingAssembly().GetManifestResourceStream(name) ?? throw new InvalidOperationException($"resource {name} is missing");

    private static (string Name, GoField Fact) Field(string word)
    {
        var slash = word.IndexOf('/', StringComparison.Ordinal);
        var rest = word[(slash + 1)..];
        var flags = rest.AsSpan(0, rest.AsSpan().TrimStart("!z*v~").Length is var left ? rest.Length - left : 0);
        var colon = rest.IndexOf(':', StringComparison.Ordinal);
        var name = flags.Length < rest.Length && rest[flags.Length] == '@' ? rest[(flags.Length + 1)..(colon < 0 ? rest.Length : colon)] : null;
        return (word[..slash], new(flags.Contains('!'), flags.Contains('z'), flags.Contains('*'), flags.Contains('v'), flags.Contains('~'),
            name, colon < 0 ? null : rest[(colon + 1)..]));
    }
}
