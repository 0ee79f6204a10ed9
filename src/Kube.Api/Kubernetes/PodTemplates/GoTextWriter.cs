using System.Text;
using System.Text.Json;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.PodTemplates;

/// <summary>Writes JSON as Go's encoder does, compact or indented by one space.</summary>
internal sealed class GoTextWriter(bool indented)
{
    private readonly StringBuilder _text = new();
    private int _depth;

    /// <summary>Writes a structure from its wire members.</summary>
    public void Structure(GoLayout layout, IReadOnlyDictionary<string, JsonElement> members)
    {
        Open('{');
        var first = true;
        foreach (var field in layout.Fields)
        {
            JsonElement? value = members.TryGetValue(field.WireName, out var present) && present.ValueKind != JsonValueKind.Null ? present : null;
            if (field.Mark == '^')
            {
                foreach (var member in value?.EnumerateObject() ?? default) Member(member.Name, ref first, () => Raw(member.Value));
            }
            else
            {
                Member(field.Name, ref first, () => Value(field, value));
            }
        }

        Close('}', empty: first);
    }

    /// <inheritdoc/>
    public override string ToString() => _text.ToString();

    private static Dictionary<string, JsonElement> Members(JsonElement? value) =>
        value is { } element ? element.EnumerateObject().ToDictionary(member => member.Name, member => member.Value) : [];

    private void Value(GoLayout.Field field, JsonElement? value)
    {
        switch (field.Mark)
        {
            case '.':
                Structure(GoLayout.Of(field.Type!), Members(value));
                break;
            case '>' when value is not null:
                Structure(GoLayout.Of(field.Type!), Members(value));
                break;
            case '[' when value is { } list:
                var layout = GoLayout.Of(field.Type!);
                List(list, item => Structure(layout, Members(item)));
                break;
            case not (' ' or '>' or '[') when value is null:
                _text.Append(field.Mark switch { '$' => "\"\"", '#' => "0", '?' => "false", _ => "\"0\"" });
                break;
            default:
                if (value is { } raw) Raw(raw);
                else _text.Append("null");
                break;
        }
    }

    private void Raw(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                Open('{');
                var first = true;
                foreach (var member in value.EnumerateObject()) Member(member.Name, ref first, () => Raw(member.Value));
                Close('}', empty: first);
                break;
            case JsonValueKind.Array:
                List(value, Raw);
                break;
            case JsonValueKind.String:
                _text.Append(BadValue.JsonQuote(value.GetString()!));
                break;
            default:
                _text.Append(value.GetRawText());
                break;
        }
    }

    private void List(JsonElement list, Action<JsonElement> item)
    {
        Open('[');
        var first = true;
        foreach (var element in list.EnumerateArray())
        {
            Next(ref first);
            item(element);
        }

        Close(']', empty: first);
    }

    private void Member(string name, ref bool first, Action value)
    {
        Next(ref first);
        _text.Append(BadValue.JsonQuote(name)).Append(indented ? ": " : ":");
        value();
    }

    private void Next(ref bool first)
    {
        if (!first) _text.Append(',');
        first = false;
        Line();
    }

    private void Open(char bracket)
    {
        _text.Append(bracket);
        _depth++;
    }

    private void Close(char bracket, bool empty)
    {
        _depth--;
        if (!empty) Line();
        _text.Append(bracket);
    }

    private void Line()
    {
        if (indented) _text.Append('\n').Append(' ', _depth);
    }
}
