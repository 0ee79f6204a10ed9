using System.Text.Json;

namespace Kube.Api.Tests.Kubernetes.Core.Pods;

/// <summary>One recorded request about a pod.</summary>
/// <param name="Name">The pod; empty for a create.</param>
/// <param name="Subresource">Empty for the pod itself.</param>
/// <param name="Answer">The body, for a success.</param>
internal sealed record RecordedStep(
    string Note, string Method, string ContentType, string Name, string Subresource, JsonElement Body, int Status, JsonElement Answer, string[] Warnings)
{
    /// <summary>The causes of a refusal: reason, field and message.</summary>
    public IEnumerable<string> Causes => Status == 422
        ? Answer.GetProperty("details").GetProperty("causes").EnumerateArray()
            .Select(cause => $"{cause.GetProperty("reason").GetString()} {cause.GetProperty("field").GetString()}: {cause.GetProperty("message").GetString()}")
        : [];

    /// <returns>Null for a step that no strategy of pods decides.</returns>
    public static RecordedStep? Read(JsonElement step)
    {
        var (request, response) = (step.GetProperty("request"), step.GetProperty("response"));
        var path = request.GetProperty("path").GetString()!.Split('?')[0].Split('/', StringSplitOptions.RemoveEmptyEntries);
        var method = request.GetProperty("method").GetString()!;
        if (path.Length is < 5 or > 7 || path[4] != "pods" || method is not ("POST" or "PUT" or "PATCH")) return null;
        if (!request.TryGetProperty("body", out var body) || body.ValueKind != JsonValueKind.Object) return null;
        var type = request.TryGetProperty("headers", out var sent) && sent.TryGetProperty("Content-Type", out var value) ? value.GetString()! : "";
        var status = response.GetProperty("status").GetInt32();
        var warnings = response.TryGetProperty("headers", out var headers) && headers.TryGetProperty("Warning", out var list) ? list.EnumerateArray() : default;
        var note = step.TryGetProperty("note", out var text) ? text.GetString()! : "";
        var answer = response.TryGetProperty("body", out var found) ? found : default;
        return new RecordedStep(
            note, method, type, path.Length > 5 ? path[5] : "", path.Length > 6 ? path[6] : "", body, status, answer, [.. warnings.Select(Unquote)]);
    }

    private static string Unquote(JsonElement warning)
    {
        var text = warning.GetString()!;
        return text["299 - \"".Length..^1].Replace("\\\"", "\"", StringComparison.Ordinal);
    }
}
