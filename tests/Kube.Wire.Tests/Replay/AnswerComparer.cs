using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Kube.Wire.Tests.Comparison;
using Kube.Wire.Tests.Transcripts;

namespace Kube.Wire.Tests.Replay;

/// <summary>Says in what an answer is not the recorded one: status, the headers shown, the body, the events.</summary>
internal sealed partial class AnswerComparer(Placeholders placeholders, bool ordersRevisions)
{
    private const string Warning = "Warning";

    public IReadOnlyList<Difference> Compare(Step step, Answer answer)
    {
        var recorded = step.Answer;
        if (recorded.Status != answer.Status)
            return [new Difference("status", Number(recorded.Status), $"{answer.Status} {answer.Text}")];

        var differences = new List<Difference>();
        if (recorded.Headers is { } headers && recorded.Derived != "headers") Headers(headers, answer, differences);
        if (recorded.Derived is null or "headers") Body(step, recorded.Body, answer, differences);
        if (step.Events is { } events && recorded.Status == 200) Events(events, answer.Events ?? [], IsCustom(step), differences);
        return differences;
    }

    private void Headers(IReadOnlyDictionary<string, IReadOnlyList<string>> recorded, Answer answer, List<Difference> differences)
    {
        foreach (var (name, values) in recorded)
        {
            var actual = answer.Headers.GetValueOrDefault(name, []);
            var agree = values.Count == actual.Count
                && values.Zip(actual).All(pair => placeholders.Match(pair.First, pair.Second, RevisionRole.Mention) is null);
            if (!agree) differences.Add(new Difference($"header {name}", string.Join(" | ", values), string.Join(" | ", actual)));
        }

        // Warnings were recorded whenever there were any.
        if (!recorded.ContainsKey(Warning) && answer.Headers.TryGetValue(Warning, out var unexpected))
            differences.Add(new Difference($"header {Warning}", "(absent)", string.Join(" | ", unexpected)));
    }

    private void Body(Step step, JsonElement? recorded, Answer answer, List<Difference> differences)
    {
        if (recorded is not { } body) return;
        if (body.ValueKind == JsonValueKind.String)
        {
            var (expected, text) = (WithoutColumnProse(body.GetString()!), WithoutColumnProse(answer.Text));
            if (placeholders.Match(expected, text, RevisionRole.Mention) is { } why)
                differences.Add(FirstTextDifference(expected, text, why));
            return;
        }

        if (!TryParse(answer.Text, out var actual))
        {
            differences.Add(new Difference("", body.GetRawText(), answer.Text, "not JSON"));
            return;
        }

        if (step.Answer.Trim is { } trim)
        {
            Trimmed(body, actual, trim, differences);
            return;
        }

        var role = ordersRevisions ? RevisionRole.Object : RevisionRole.Item;
        differences.AddRange(new JsonComparer(placeholders, role, step.Note.Shortened, IsCustom(step)).Compare(body, actual));
    }

    private void Trimmed(JsonElement body, JsonElement actual, IReadOnlyList<string> trim, List<Difference> differences)
    {
        foreach (var name in trim)
        {
            // A null here means that the member was absent.
            var expected = body.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : (JsonElement?)null;
            var found = actual.TryGetProperty(name, out var other) ? other : (JsonElement?)null;
            if (expected is { } one && found is { } two)
                differences.AddRange(new JsonComparer(placeholders, RevisionRole.List, onlyMembersShown: false).Compare(one, two));
            else if (expected is not null || found is not null)
                differences.Add(new Difference($"/{name}", expected?.GetRawText() ?? "(absent)", found?.GetRawText() ?? "(missing)"));
        }
    }

    // Every definition of the transcripts is in a group of this domain.
    private static bool IsCustom(Step step) => step.Path.Contains(".example.com/", StringComparison.Ordinal);

    private void Events(IReadOnlyList<JsonElement> recorded, IReadOnlyList<JsonElement> actual, bool ownColumns, List<Difference> differences)
    {
        for (var index = 0; index < Math.Min(recorded.Count, actual.Count); index++)
        {
            var type = recorded[index].GetProperty("type").GetString()!;
            var actualType = actual[index].TryGetProperty("type", out var found) ? found.GetString() ?? "" : "";
            if (type != actualType)
            {
                differences.Add(new Difference($"events/{index}/type", type, $"{actualType} {actual[index].GetRawText()}"));
                continue;
            }

            var role = type is "BOOKMARK" or "ERROR" ? RevisionRole.List : ordersRevisions ? RevisionRole.Object : RevisionRole.Item;
            var comparer = new JsonComparer(placeholders, role, onlyMembersShown: false, ownColumns);
            differences.AddRange(comparer.Compare(recorded[index].GetProperty("object"), actual[index].GetProperty("object"))
                .Select(difference => difference with { Pointer = $"events/{index}/object{difference.Pointer}" }));
        }

        if (recorded.Count != actual.Count)
        {
            differences.Add(new Difference(
                "events", Summary(recorded), Summary(actual), "the number of events differs"));
        }
    }

    private static Difference FirstTextDifference(string expected, string actual, string why)
    {
        var (one, two) = (expected.Split('\n'), actual.Split('\n'));
        for (var line = 0; line < Math.Max(one.Length, two.Length) && one.Length + two.Length > 2; line++)
        {
            var (left, right) = (line < one.Length ? one[line] : "(end)", line < two.Length ? two[line] : "(end)");
            if (left != right && !Placeholders.IsIn(left)) return new Difference($"line {line + 1}", left, right, why);
        }

        return new Difference("", expected, actual, why);
    }

    private static string Summary(IReadOnlyList<JsonElement> events) =>
        $"{events.Count}: " + string.Join(", ", events.Select(item => item.TryGetProperty("type", out var type) ? type.GetString() : "?"));

    private static bool TryParse(string text, out JsonElement value)
    {
        try
        {
            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 512 });
            value = document.RootElement.Clone();
            return true;
        }
        catch (JsonException)
        {
            value = default;
            return false;
        }
    }

    /// <summary>What a Table in YAML says about its columns is prose, as it is in JSON.</summary>
    private static string WithoutColumnProse(string text) => ColumnProse().Replace(text, "- description: (prose)\n  format:");

    [GeneratedRegex(@"(?<=\n)- description: \S.*?\n  format:", RegexOptions.Singleline)]
    private static partial Regex ColumnProse();

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
