using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Kube.Wire.Tests.Transcripts;

/// <summary>One transcript file.</summary>
/// <param name="Name"><c>area/name</c>, as the file is called.</param>
internal sealed record Scenario(string Name, string Sentence, IReadOnlyList<Step> Steps)
{
    // The recorded server's port, which is a name where it stands as a number, and was left as it is in the cells of two tables about endpoints.
    private const string RecordedPort = "31443";
    private const string PortArea = "bootstrap/endpoint";

    // An age that was left as it was: below a second when it was recorded.
    private const string RecordedAge = "0s";
    private const string Age = "{{age}}";

    public string Area => Name[..Name.IndexOf('/', StringComparison.Ordinal)];

    /// <summary>Reads every scenario of a folder of transcripts, in ordinal order of their names.</summary>
    public static IReadOnlyList<Scenario> LoadAll(string folder) =>
        [.. Directory.EnumerateDirectories(folder)
            .SelectMany(area => Directory.EnumerateFiles(area, "*.json"))
            .Select(file => (File: file, Name: $"{Path.GetFileName(Path.GetDirectoryName(file))}/{Path.GetFileNameWithoutExtension(file)}"))
            .OrderBy(item => item.Name, StringComparer.Ordinal)
            .Select(item => Load(item.Name, Encoding.UTF8.GetBytes(Text(item.Name, item.File))))];

    public static Scenario Load(string name, ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 512 });
        var root = document.RootElement.Clone();
        return new Scenario(
            name,
            Text(root, "scenario") ?? "",
            [.. root.GetProperty("steps").EnumerateArray().Select(ReadStep)]);
    }

    private static string Text(string name, string file)
    {
        var text = File.ReadAllText(file);
        return name.StartsWith(PortArea, StringComparison.Ordinal) ? text.Replace(RecordedPort, "{{port:1}}", StringComparison.Ordinal) : text;
    }

    /// <summary>A recorded body with the ages named that its tables show: the cells of a column Age, and in YAML, where a table is text, the lines that are one.</summary>
    private static JsonElement? WithAges(JsonElement? body)
    {
        if (body is not { } recorded) return null;
        if (recorded.ValueKind == JsonValueKind.String)
        {
            var text = recorded.GetString()!;
            return text.Contains("\nkind: Table\n", StringComparison.Ordinal)
                ? JsonSerializer.SerializeToElement(text.Replace($"\n  - {RecordedAge}\n", $"\n  - {Age}\n", StringComparison.Ordinal))
                : body;
        }

        if (recorded.ValueKind != JsonValueKind.Object || Member(recorded, "columnDefinitions") is not { ValueKind: JsonValueKind.Array } columns) return body;
        var at = columns.EnumerateArray().ToList().FindIndex(column => Text(column, "name") == "Age");
        if (at < 0 || Member(recorded, "rows") is not { ValueKind: JsonValueKind.Array }) return body;
        var table = JsonNode.Parse(recorded.GetRawText())!;
        foreach (var row in table["rows"]!.AsArray())
        {
            var cells = row!["cells"]!.AsArray();
            if (cells.Count > at && cells[at] is JsonValue cell && cell.TryGetValue<string>(out var age) && age == RecordedAge) cells[at] = Age;
        }

        return JsonSerializer.SerializeToElement(table);
    }

    private static Step ReadStep(JsonElement step)
    {
        var request = step.GetProperty("request");
        var response = step.GetProperty("response");
        var trim = Member(step, "trim") is { } names ? names.EnumerateArray().Select(name => name.GetString()!).ToList() : null;
        return new Step(
            request.GetProperty("method").GetString()!,
            request.GetProperty("path").GetString()!,
            Text(request, "user") ?? "anonymous",
            Member(request, "headers") is { } sent
                ? sent.EnumerateObject().ToDictionary(header => header.Name, header => header.Value.GetString()!, StringComparer.OrdinalIgnoreCase)
                : [],
            Member(request, "body"),
            new RecordedAnswer(
                response.GetProperty("status").GetInt32(),
                Member(response, "headers") is { } headers ? Headers(headers) : null,
                WithAges(Member(response, "body")),
                trim,
                Text(step, "derived") ?? (Member(step, "derived") is not null ? "body" : null)),
            Member(step, "events") is { } events ? [.. events.EnumerateArray()] : null,
            Member(step, "until") is { } until ? ReadEnd(until) : null,
            new StepNote(Text(step, "note") ?? ""));
    }

    private static WatchEnd ReadEnd(JsonElement until) => new(
        Member(until, "count")?.GetInt32(),
        Member(until, "milliseconds") is { } milliseconds ? TimeSpan.FromMilliseconds(milliseconds.GetInt32()) : null);

    private static Dictionary<string, IReadOnlyList<string>> Headers(JsonElement headers) =>
        headers.EnumerateObject().ToDictionary(
            header => header.Name,
            IReadOnlyList<string> (header) => header.Value.ValueKind == JsonValueKind.Array
                ? [.. header.Value.EnumerateArray().Select(value => value.GetString()!)]
                : [header.Value.GetString()!],
            StringComparer.OrdinalIgnoreCase);

    private static JsonElement? Member(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value : null;

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
