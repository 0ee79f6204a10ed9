using System.Text.Json;
using System.Text.Json.Nodes;
using Kube.Api.Validation;

namespace Kube.Api.Tests.Kubernetes;

/// <summary>Compares with a recorded answer what the strategies decide: causes as a set, warnings as a set, and the object without what other rooms fill in.</summary>
internal static class RecordedKinds
{
    private static readonly HashSet<string> Elsewhere = new(StringComparer.Ordinal)
    {
        "managedFields", "uid", "resourceVersion", "creationTimestamp", "clusterIP", "clusterIPs", "nodePort", "healthCheckNodePort", "ipFamilies", "ipFamilyPolicy",
        "kind", "apiVersion",
    };

    public static string? Causes(JsonNode response, FieldErrors errors)
    {
        var expected = (response["body"]?["details"]?["causes"]?.AsArray() ?? [])
            .Select(cause => $"{(string?)cause!["field"]}|{(string?)cause["reason"]}|{(string?)cause["message"]}").ToHashSet();
        var found = errors.Select(error => $"{error.Field}|{error.Reason}|{error.Message}").ToHashSet();
        if (found.SetEquals(expected)) return null;
        return $"  recorded: {string.Join("\n            ", expected.Except(found))}\n  found:    {string.Join("\n            ", found.Except(expected))}";
    }

    public static string? Compare(JsonNode response, JsonNode found, List<string> warnings)
    {
        var differences = new List<string>();
        Compare("", Reduce(response["body"]), Reduce(found), differences);
        var expected = (response["headers"]?["Warning"]?.AsArray() ?? []).Select(warning => Unquote((string)warning!))
            // Of deprecated kinds the pipeline warns, on every request.
            .Where(text => !text.Contains(" is deprecated in v1.", StringComparison.Ordinal)).ToHashSet();
        if (!expected.SetEquals(warnings)) differences.Add($"warnings: recorded {string.Join(" ; ", expected)} found {string.Join(" ; ", warnings)}");
        return differences.Count == 0 ? null : "  " + string.Join("\n  ", differences);
    }

    private static string Unquote(string warning) => warning["299 - \"".Length..^1].Replace("\\\"", "\"", StringComparison.Ordinal);

    // Leaves out what is empty, which upstream and we may write or not, and what admission adds.
    private static JsonNode? Reduce(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject obj:
                var reduced = new JsonObject();
                foreach (var (name, value) in obj)
                {
                    if (!Elsewhere.Contains(name) && Reduce(value) is { } kept) reduced[name] = kept;
                }

                return reduced.Count == 0 || reduced is { Count: 2 } && (string?)reduced["key"] == "node.kubernetes.io/not-ready" ? null : reduced;
            case JsonArray array:
                var items = new JsonArray([.. array.Select(Reduce).Where(item => item is not null && !IsProtection(item))]);
                return items.Count == 0 ? null : items;
            case JsonValue value:
                return value.ToJsonString() is "0" or "\"\"" or "false" ? null : value.DeepClone();
            default:
                return null;
        }
    }

    private static bool IsProtection(JsonNode item) =>
        item is JsonValue && item.GetValueKind() == JsonValueKind.String && ((string)item!).EndsWith("-protection", StringComparison.Ordinal);

    private static void Compare(string path, JsonNode? expected, JsonNode? found, List<string> differences)
    {
        if (expected is JsonObject left && found is JsonObject right)
        {
            foreach (var name in left.Select(member => member.Key).Union(right.Select(member => member.Key)))
                Compare($"{path}.{name}", left[name], right[name], differences);
        }
        else if (expected is JsonArray first && found is JsonArray second && first.Count == second.Count)
        {
            for (var i = 0; i < first.Count; i++) Compare($"{path}[{i}]", first[i], second[i], differences);
        }
        else if (expected?.ToJsonString() != found?.ToJsonString() && expected?.ToJsonString().Contains("{{name", StringComparison.Ordinal) != true)
        {
            differences.Add($"{path}: recorded {expected?.ToJsonString() ?? "nothing"} found {found?.ToJsonString() ?? "nothing"}");
        }
    }
}
