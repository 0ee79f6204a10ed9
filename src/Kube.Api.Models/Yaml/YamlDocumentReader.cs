using System.Globalization;
using Kube.Api.Models;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Kube.Api.Yaml;

/// <summary>Reads the documents of a YAML stream into nodes: depth is limited, aliases are shared, duplicate keys are reported.</summary>
internal sealed class YamlDocumentReader
{
    // Deeper than any object, shallow enough to be read by recursion.
    private const int MaxDepth = 500;

    private readonly Parser _parser;
    private readonly string _text;
    private readonly DecodeReport? _report;
    private readonly Dictionary<string, YamlNode> _anchors = new(StringComparer.Ordinal);
    private int _depth;

    public YamlDocumentReader(string text, DecodeReport? report)
    {
        _parser = new Parser(new StringReader(text));
        _text = text;
        _report = report;
    }

    /// <summary>The next document; null behind the last one.</summary>
    public YamlNode? Next()
    {
        try
        {
            while (_parser.MoveNext())
            {
                if (_parser.Current is not DocumentStart) continue;
                _anchors.Clear();
                _parser.MoveNext();
                return Node();
            }
            return null;
        }
        catch (YamlException error)
        {
            throw new ModelFormatException(YamlErrors.Describe(error, _text));
        }
        catch (Exception error) when (error is InvalidOperationException or ArgumentException or FormatException or OverflowException or NullReferenceException)
        {
            // What the parser throws when broken text leads it into a state that it did not foresee (flow keys that end the stream, escapes out of range).
            throw new ModelFormatException(string.Create(CultureInfo.InvariantCulture, $"yaml: line {_parser.Current?.End.Line ?? 1}: did not find expected node content"));
        }
    }

    private YamlNode Node()
    {
        if (++_depth > MaxDepth) throw new ModelFormatException($"yaml: exceeded max depth of {MaxDepth}");
        YamlNode node;
        switch (_parser.Current)
        {
            case Scalar scalar:
                node = new YamlText(scalar.Value, IsString(scalar));
                Anchor(scalar, node);
                break;
            case SequenceStart start:
                var sequence = new YamlSequence();
                Anchor(start, sequence);
                while (_parser.MoveNext() && _parser.Current is not SequenceEnd) sequence.Items.Add(Node());
                node = sequence;
                break;
            case MappingStart start:
                node = Mapping(start);
                break;
            case AnchorAlias alias:
                if (!_anchors.TryGetValue(alias.Value.Value, out node!)) throw new ModelFormatException($"yaml: unknown anchor '{alias.Value.Value}' referenced");
                break;
            default:
                throw new ModelFormatException("yaml: unexpected event");
        }
        _depth--;
        return node;
    }

    private YamlMapping Mapping(MappingStart start)
    {
        var mapping = new YamlMapping();
        var merged = new List<YamlNode>();
        Anchor(start, mapping);
        while (_parser.MoveNext() && _parser.Current is not MappingEnd)
        {
            var line = _parser.Current!.Start.Line;
            var isMerge = _parser.Current is Scalar { Value: "<<", Style: ScalarStyle.Plain };
            var key = Node();
            _parser.MoveNext();
            if (isMerge) { merged.Add(Node()); continue; }
            var name = Key(key);
            if (!mapping.Set(name, Node())) _report?.Add(string.Create(CultureInfo.InvariantCulture, $"line {line}: key {Json.GoText.Quote(name)} already set in map"));
        }
        foreach (var source in merged.SelectMany(node => node is YamlSequence several ? several.Items : [node]))
            mapping.Merge(source as YamlMapping ?? throw new ModelFormatException("yaml: map merge requires map or sequence of maps as the value"));
        return mapping;
    }

    // Keys of JSON are strings: numbers and booleans become what they read as.
    private static string Key(YamlNode key) => key switch
    {
        YamlText { IsString: true } text => text.Value,
        YamlText text => YamlScalar.ToJson(text.Value) switch
        {
            null => text.Value,
            "null" => throw new ModelFormatException($"unsupported map key of type: <nil>, key: {text.Value}, value: "),
            var json => json,
        },
        _ => throw new ModelFormatException("yaml: invalid map key"),
    };

    private void Anchor(NodeEvent node, YamlNode value)
    {
        if (!node.Anchor.IsEmpty) _anchors[node.Anchor.Value] = value;
    }

    private static bool IsString(Scalar scalar) =>
        scalar.Style != ScalarStyle.Plain || (!scalar.Tag.IsEmpty && (scalar.Tag.IsNonSpecific || scalar.Tag.Value is "tag:yaml.org,2002:str"));
}
