namespace Kube.Api.Yaml;

/// <summary>A value of a YAML document; an alias is the node it names.</summary>
internal abstract class YamlNode;

/// <summary>A scalar: quoted or tagged ones are strings, plain ones are what they look like.</summary>
internal sealed class YamlText(string value, bool isString) : YamlNode
{
    public string Value { get; } = value;

    public bool IsString { get; } = isString;
}

internal sealed class YamlSequence : YamlNode
{
    public List<YamlNode> Items { get; } = [];
}

/// <summary>A mapping; of equal keys the last counts, at the place of the first.</summary>
internal sealed class YamlMapping : YamlNode
{
    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);

    public List<(string Key, YamlNode Value)> Members { get; } = [];

    /// <returns>False when the key was there already.</returns>
    public bool Set(string key, YamlNode value)
    {
        if (_places.TryAdd(key, Members.Count)) { Members.Add((key, value)); return true; }
        Members[_places[key]] = (key, value);
        return false;
    }

    /// <summary>Adds what another mapping has and this one has not.</summary>
    public void Merge(YamlMapping other)
    {
        foreach (var (key, value) in other.Members)
            if (!_places.ContainsKey(key)) Set(key, value);
    }
}
