using System.Collections.Frozen;

namespace Kube.Api.Json;

/// <summary>What Go calls the structs and the types of their members; read from the generated table when the first error needs it.</summary>
internal static class GoTypes
{
    private static readonly Lazy<FrozenDictionary<string, GoType>> s_types = new(Load);

    public static GoType? Find(string fullName) => s_types.Value.GetValueOrDefault(fullName);

    // One line per struct: "full name<TAB>member[<TAB>member…]", a member is "[inlined struct/]…json name:Go type[>full name of its struct]".
    private static FrozenDictionary<string, GoType> Load()
    {
        using var stream = typeof(GoTypes).Assembly.GetManifestResourceStream("go-types.txt")!;
        using var reader = new StreamReader(stream);
        var types = new Dictionary<string, GoType>(StringComparer.Ordinal);
        while (reader.ReadLine() is { } line)
        {
            var words = line.Split('\t');
            types[words[0]] = new(words[0], words.AsSpan(1).ToArray());
        }
        return types.ToFrozenDictionary(StringComparer.Ordinal);
    }

    internal sealed class GoType(string fullName, string[] members)
    {
        public string Name { get; } = fullName[(fullName.LastIndexOf('.') + 1)..];

        public string GoName
        {
            get
            {
                var words = fullName.Split('.');
                return $"{words[^2]}.{words[^1]}";
            }
        }

        public GoField? Find(string jsonName)
        {
            foreach (var member in members)
            {
                var field = GoField.Parse(member);
                if (field.Name == jsonName) return field;
            }
            return null;
        }
    }

    internal sealed record GoField(string Name, string[] Groups, string GoType, string? Target)
    {
        public bool IsCollection => GoType.StartsWith("[]", StringComparison.Ordinal) || GoType.StartsWith("map[", StringComparison.Ordinal);

        public static GoField Parse(string member)
        {
            var colon = member.IndexOf(':', StringComparison.Ordinal);
            var names = member[..colon].Split('/');
            var type = member[(colon + 1)..];
            var target = type.IndexOf('>', StringComparison.Ordinal);
            return new(names[^1], names[..^1], target < 0 ? type : type[..target], target < 0 ? null : type[(target + 1)..]);
        }
    }
}
