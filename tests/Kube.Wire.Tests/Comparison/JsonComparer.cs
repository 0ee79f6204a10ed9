using System.Text.Json;

namespace Kube.Wire.Tests.Comparison;

/// <summary>Compares a recorded JSON value with an actual one, learning placeholders on the way, and notes every difference.</summary>
/// <param name="ownColumns">The table is that of a CustomResourceDefinition, whose author wrote what describes its columns.</param>
internal sealed class JsonComparer(Placeholders placeholders, RevisionRole role, bool onlyMembersShown, bool ownColumns = false)
{
    // For looking behind one great difference at the others; a run with it judges nothing.
    private static readonly string[] s_ignored = WireData.Ignored;

    private readonly List<Difference> _differences = [];

    public IReadOnlyList<Difference> Compare(JsonElement expected, JsonElement actual)
    {
        _differences.Clear();
        Value("", expected, actual, role);
        return _differences;
    }

    private void Value(string at, JsonElement expected, JsonElement actual, RevisionRole around)
    {
        switch (expected.ValueKind)
        {
            case JsonValueKind.Object when actual.ValueKind == JsonValueKind.Object:
                Members(at, expected, actual, around);
                break;
            case JsonValueKind.Array when actual.ValueKind == JsonValueKind.Array:
                Elements(at, expected, actual, around);
                break;
            case JsonValueKind.String:
                Text(at, expected.GetString()!, actual, around);
                break;
            case JsonValueKind.Number when actual.ValueKind == JsonValueKind.Number:
                if (expected.GetRawText() != actual.GetRawText() && !(expected.TryGetDecimal(out var one) && actual.TryGetDecimal(out var two) && one == two))
                    Note(at, expected, actual);
                break;
            default:
                if (expected.ValueKind != actual.ValueKind) Note(at, expected, actual);
                break;
        }
    }

    private void Members(string at, JsonElement expected, JsonElement actual, RevisionRole around)
    {
        var inside = around;
        if (at.Length == 0 && IsList(expected)) inside = RevisionRole.List;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in expected.EnumerateObject())
        {
            var name = member.Name;
            if (Placeholders.IsIn(name) && placeholders.TrySubstitute(name, out var known, out _)) name = known;
            seen.Add(name);
            if (s_ignored.Contains(name)) continue;
            var pointer = $"{at}/{Escape(name)}";
            if (IsColumnProse(pointer, expected) && actual.TryGetProperty(name, out var prose) && prose.GetString() is { Length: > 0 }) continue;
            if (!actual.TryGetProperty(name, out var value))
            {
                _differences.Add(new Difference(pointer, member.Value.GetRawText(), "(missing)"));
                continue;
            }

            if (name == "message" && member.Value.ValueKind == JsonValueKind.String && value.ValueKind == JsonValueKind.String
                && MessageSets.Agree(expected, member.Value.GetString()!, value.GetString()!, placeholders))
                continue;
            Value(pointer, member.Value, value, inside == RevisionRole.List && name is "items" or "rows" ? RevisionRole.Item : inside);
        }

        if (onlyMembersShown) return;
        foreach (var member in actual.EnumerateObject())
        {
            if (!seen.Contains(member.Name) && !s_ignored.Contains(member.Name))
                _differences.Add(new Difference($"{at}/{Escape(member.Name)}", "(absent)", member.Value.GetRawText()));
        }
    }

    private void Elements(string at, JsonElement expected, JsonElement actual, RevisionRole around)
    {
        var (count, other) = (expected.GetArrayLength(), actual.GetArrayLength());
        if (IsSet(at) || (onlyMembersShown && other > count))
        {
            Set(at, expected, actual, around);
            return;
        }

        for (var index = 0; index < Math.Min(count, other); index++)
            Value($"{at}/{index}", expected[index], actual[index], around);
        for (var index = other; index < count; index++)
            _differences.Add(new Difference($"{at}/{index}", expected[index].GetRawText(), "(missing)"));
        for (var index = count; index < other; index++)
            _differences.Add(new Difference($"{at}/{index}", "(absent)", actual[index].GetRawText()));
    }

    /// <summary>Pairs each recorded element with one that agrees; what is left over on either side differs.</summary>
    private void Set(string at, JsonElement expected, JsonElement actual, RevisionRole around)
    {
        var left = actual.EnumerateArray().ToList();
        var missing = new List<JsonElement>();
        foreach (var element in expected.EnumerateArray())
        {
            var found = left.FindIndex(candidate => Agrees(at, element, candidate, around));
            if (found < 0) missing.Add(element);
            else left.RemoveAt(found);
        }

        // One left on each side is most likely the same element with a difference inside: say which.
        for (var index = 0; index < missing.Count; index++)
        {
            if (index < left.Count) Value($"{at}/({index})", missing[index], left[index], around);
            else _differences.Add(new Difference($"{at}/(set)", missing[index].GetRawText(), "(missing)"));
        }

        if (onlyMembersShown) return;
        foreach (var element in left.Skip(missing.Count))
            _differences.Add(new Difference($"{at}/(set)", "(absent)", element.GetRawText()));
    }

    private bool Agrees(string at, JsonElement expected, JsonElement actual, RevisionRole around)
    {
        var mark = placeholders.Mark;
        var before = _differences.Count;
        Value(at, expected, actual, around);
        if (_differences.Count == before) return true;
        _differences.RemoveRange(before, _differences.Count - before);
        placeholders.Undo(mark);
        return false;
    }

    private void Text(string at, string expected, JsonElement actual, RevisionRole around)
    {
        // A placeholder may stand for a number as well: ports, and whole values that are skipped.
        var text = actual.ValueKind == JsonValueKind.String ? actual.GetString()! : actual.GetRawText();
        if (actual.ValueKind != JsonValueKind.String && !(Placeholders.IsIn(expected) && expected.StartsWith("{{", StringComparison.Ordinal)))
        {
            _differences.Add(new Difference(at, Quote(expected), text));
            return;
        }

        var spot = at.EndsWith("/metadata/resourceVersion", StringComparison.Ordinal) ? around : RevisionRole.Mention;
        if (placeholders.Match(expected, text, spot) is { } why)
            _differences.Add(new Difference(at, Quote(expected), actual.GetRawText(), why));
    }

    private void Note(string at, JsonElement expected, JsonElement actual) =>
        _differences.Add(new Difference(at, expected.GetRawText(), actual.GetRawText()));

    private static bool IsList(JsonElement body) =>
        body.TryGetProperty("items", out _) || body.TryGetProperty("rows", out _)
        || (body.TryGetProperty("kind", out var kind) && kind.ValueKind == JsonValueKind.String
            && (kind.GetString()!.EndsWith("List", StringComparison.Ordinal) || kind.GetString() == "Table"));

    // A column's name, type and format are facts of the wire; what describes it is prose, and ours is our own. The author of a definition has their own prose, but for
    // the two columns that every table has.
    private bool IsColumnProse(string pointer, JsonElement column) =>
        pointer.StartsWith("/columnDefinitions/", StringComparison.Ordinal) && pointer.EndsWith("/description", StringComparison.Ordinal)
        && (!ownColumns || (column.TryGetProperty("name", out var name) && name.GetString() is "Name" or "Age"));

    private static bool IsSet(string at) =>
        at.EndsWith("/details/causes", StringComparison.Ordinal) || at.EndsWith("/managedFields", StringComparison.Ordinal);

    private static string Escape(string name) => name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);

    private static string Quote(string text) => $"\"{text}\"";
}
