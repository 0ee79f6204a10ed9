using System.Text.Json;
using System.Text.Json.Nodes;

namespace Kube.Api.Audit;

/// <summary>Bodies as they are recorded.</summary>
internal static class AuditBodies
{
    /// <summary>An object, or a list of objects, without who owns which field.</summary>
    public static ReadOnlyMemory<byte> WithoutManagedFields(ReadOnlyMemory<byte> json)
    {
        if (json.Span.IndexOf("managedFields"u8) < 0) return json;
        JsonNode? root;
        try
        {
            root = JsonNode.Parse(json.Span);
        }
        catch (JsonException)
        {
            // A body that the server will refuse is recorded as it came.
            return json;
        }

        Strip(root);
        if (root is JsonObject list && list["items"] is JsonArray items)
        {
            foreach (var item in items) Strip(item);
        }

        return JsonSerializer.SerializeToUtf8Bytes(root, AuditJson.Default.JsonNode);
    }

    private static void Strip(JsonNode? node)
    {
        if (node is JsonObject obj && obj["metadata"] is JsonObject metadata) metadata.Remove("managedFields");
    }
}
