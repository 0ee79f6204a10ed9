using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Kube.Api.Audit;

[JsonSerializable(typeof(JsonNode))]
internal sealed partial class AuditJson : JsonSerializerContext
{
    /// <summary>Text as it is, as Go writes it.</summary>
    public static JsonSerializerOptions Relaxed { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, TypeInfoResolver = Default };
}
