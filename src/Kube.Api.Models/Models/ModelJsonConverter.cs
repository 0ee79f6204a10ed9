using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization;
using Kube.Api.Json;
using Kube.Api.Schema;

namespace Kube.Api.Models;

/// <summary>Lets System.Text.Json read and write a generated class, such as <see cref="V1Condition"/>, where it stands in a class of your own.</summary>
/// <typeparam name="T">The generated class.</typeparam>
public sealed class ModelJsonConverter<T> : JsonConverter<T>, ISchemaSource
    where T : class, IKubeModel<T>, new()
{
    /// <summary>The shape and rules of the class.</summary>
    public TypeSchema Schema => T.Schema;

    /// <inheritdoc/>
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        var value = new T();
        var json = new ModelJsonReader(System.Text.Encoding.UTF8.GetBytes(document.RootElement.GetRawText()), typeof(T).Name, null);
        try
        {
            ((IModel)value).ReadJson(ref json);
        }
        catch (ModelFormatException fault)
        {
            throw new JsonException(fault.Message, fault);
        }

        return value;
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        var output = new ArrayBufferWriter<byte>();
        var json = new ModelJsonWriter(output);
        ((IModel)value).WriteJson(ref json);
        json.Finish();
        writer.WriteRawValue(output.WrittenSpan, skipInputValidation: true);
    }
}
