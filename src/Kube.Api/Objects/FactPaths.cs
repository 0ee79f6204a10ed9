using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Kube.Api.Catalog;

namespace Kube.Api.Objects;

/// <summary>The paths of a resource's selectable fields as one tree, so that a single pass over the JSON finds them all.</summary>
internal sealed class FactPaths
{
    private static readonly ConditionalWeakTable<ResourceDefinition, FactPaths> s_byResource = [];

    private readonly IReadOnlyList<SelectableField> _fields;
    private readonly (int Path, int Fallback)[] _slotsOfField;
    private int _slots;

    private FactPaths(IReadOnlyList<SelectableField> fields)
    {
        _fields = fields;
        _slotsOfField = new (int, int)[fields.Count];
        for (var i = 0; i < fields.Count; i++)
        {
            var path = Add(fields[i].Path);
            _slotsOfField[i] = (path, fields[i].Fallback is { } fallback ? Add(fallback) : path);
        }
    }

    public static FactPaths None { get; } = new([]);

    public Node Root { get; } = new([]);

    public static FactPaths Of(ResourceDefinition resource) => s_byResource.GetValue(resource, static known => new(known.SelectableFields));

    public string?[] NewValues() => _slots == 0 ? [] : new string?[_slots];

    public string[] Resolve(string?[] values)
    {
        if (_slots == 0) return [];
        var resolved = new string[_fields.Count];
        for (var i = 0; i < resolved.Length; i++)
        {
            var value = values[_slotsOfField[i].Path];
            if (string.IsNullOrEmpty(value)) value = values[_slotsOfField[i].Fallback];
            resolved[i] = string.IsNullOrEmpty(value) ? _fields[i].Default : value;
        }

        return resolved;
    }

    /// <summary>Reads the value at the reader, keeping what the node's paths ask for; the reader ends on the value's last token.</summary>
    public static void Collect(ref Utf8JsonReader reader, Node? node, string?[] values)
    {
        if (node is null)
        {
            reader.Skip();
            return;
        }

        if (reader.TokenType == JsonTokenType.StartObject)
        {
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var below = node.Find(ref reader);
                reader.Read();
                Collect(ref reader, below, values);
            }

            return;
        }

        if (node.Slot >= 0)
        {
            values[node.Slot] = reader.TokenType switch
            {
                JsonTokenType.String => ObjectFacts.CommonText(ref reader),
                JsonTokenType.True => "true",
                JsonTokenType.False => "false",
                JsonTokenType.Number => Encoding.UTF8.GetString(reader.ValueSpan),
                _ => null,
            };
        }

        reader.Skip();
    }

    private int Add(string path)
    {
        var node = Root;
        foreach (var step in path.Split('.')) node = node.GetOrAdd(Encoding.UTF8.GetBytes(step));
        // Two names may stand for one path, as a pod's spec.host does for spec.nodeName.
        if (node.Slot < 0) node.Slot = _slots++;
        return node.Slot;
    }

    internal sealed class Node(byte[] name)
    {
        private readonly List<Node> _below = [];

        public int Slot { get; set; } = -1;

        public Node? Find(ref Utf8JsonReader reader)
        {
            foreach (var node in _below)
                if (reader.ValueTextEquals(node.Name)) return node;
            return null;
        }

        public Node GetOrAdd(byte[] step)
        {
            foreach (var node in _below)
                if (node.Name.AsSpan().SequenceEqual(step)) return node;
            var made = new Node(step);
            _below.Add(made);
            return made;
        }

        private byte[] Name { get; } = name;
    }
}
