using System.Text;
using System.Text.Json;

namespace Kube.Wire.Tests.Transcripts;

/// <summary>One transcript file.</summary>
/// <param name="Name"><c>area/name</c>, as the file is called.</param>
internal sealed record Scenario(string Name, string Sentence, IReadOnlyList<Step> Steps)
{
    // The recorded server's port, which is a name where it stands as a number, and was left as it is in the cells of tables.
    private const string RecordedPort = "31443";

    public string Area => Name[..Name.IndexOf('/', StringComparison.Ordinal)];

    /// <summary>Reads every scenario of a folder of transcripts, in ordinal order of their names.</summary>
    public static IReadOnlyList<Scenario> LoadAll(string folder) =>
        [.. Directory.EnumerateDirectories(folder)
            .SelectMany(area => Directory.EnumerateFiles(area, "*.json"))
            .Select(file => (File: file, Name: $"{Path.GetFileName(Path.GetDirectoryName(file))}/{Path.GetFileNameWithoutExtension(file)}"))
            .OrderBy(item => item.Name, StringComparer.Ordinal)
            .Select(item => Load(item.Name, Encoding.UTF8.GetBytes(File.ReadAllText(item.File).Replace(RecordedPort, "{{port:1}}", StringComparison.Ordinal))))];

    public static Scenario Load(string name, ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 512 });
        var root = document.RootElement.Clone();
        return new Scenario(
            name,
            Text(root, "scenario") ?? "",
            [.. root.GetProperty("steps").EnumerateArray().Select(ReadStep)]);
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
                Member(response, "body"),
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
