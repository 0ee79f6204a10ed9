using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Kube.Api.Models;

namespace Kube.Api.OwnTypes;

/// <summary>Kubernetes' scalars and often used classes, as members of classes of somebody's own.</summary>
internal static class OwnConverters
{
    /// <summary>Other generated classes are named by the resource's builder.</summary>
    public static IReadOnlyList<JsonConverter> All { get; } =
    [
        new Time(), new OptionalText(), new Quantity(), new Raw(),
        new ModelJsonConverter<V1Condition>(), new ModelJsonConverter<V1LabelSelector>(), new ModelJsonConverter<V1PodTemplateSpec>(),
        new ModelJsonConverter<V1PodSpec>(), new ModelJsonConverter<V1Container>(), new ModelJsonConverter<V1EnvVar>(),
        new ModelJsonConverter<V1ResourceRequirements>(), new ModelJsonConverter<V1Toleration>(), new ModelJsonConverter<V1Affinity>(),
        new ModelJsonConverter<V1Volume>(), new ModelJsonConverter<V1PersistentVolumeClaimSpec>(), new ModelJsonConverter<V1ServicePort>(),
        new ModelJsonConverter<V1LocalObjectReference>(), new ModelJsonConverter<V1ObjectReference>(), new ModelJsonConverter<V1TypedLocalObjectReference>(),
        new ModelJsonConverter<V1SecretKeySelector>(), new ModelJsonConverter<V1ConfigMapKeySelector>(),
    ];

    /// <summary>Whole seconds, UTC.</summary>
    internal sealed class Time : JsonConverter<DateTime>
    {
        public override DateTime Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDateTimeOffset().UtcDateTime;

        public override void Write(Utf8JsonWriter writer, DateTime value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
    }

    /// <summary>A number or a text.</summary>
    internal sealed class OptionalText : JsonConverter<IntOrString>
    {
        public override IntOrString Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.Number ? new(reader.GetInt32()) : new(reader.GetString() ?? "");

        public override void Write(Utf8JsonWriter writer, IntOrString value, JsonSerializerOptions options)
        {
            if (value.IsString) writer.WriteStringValue(value.Text);
            else writer.WriteNumberValue(value.Number);
        }
    }

    /// <summary>A quantity; a number is taken as one, too.</summary>
    internal sealed class Quantity : JsonConverter<ResourceQuantity>
    {
        public override ResourceQuantity Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            var text = reader.TokenType == JsonTokenType.Number ? Encoding.UTF8.GetString(reader.ValueSpan) : reader.GetString();
            return ResourceQuantity.TryParse(text, out var quantity) ? quantity!
                : throw new JsonException("quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'");
        }

        public override void Write(Utf8JsonWriter writer, ResourceQuantity value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
    }

    /// <summary>Anything.</summary>
    internal sealed class Raw : JsonConverter<RawJson>
    {
        public override RawJson Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            using var document = JsonDocument.ParseValue(ref reader);
            return RawJson.From(document.RootElement.GetRawText());
        }

        public override void Write(Utf8JsonWriter writer, RawJson value, JsonSerializerOptions options) => writer.WriteRawValue(value.Utf8.Span);
    }
}
