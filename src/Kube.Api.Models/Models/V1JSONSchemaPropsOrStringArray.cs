using Kube.Api.Json;
using Kube.Api.Protobuf;
using Kube.Api.Schema;

namespace Kube.Api.Models;

/// <summary>A schema or a list of strings, whichever JSON has: <c>dependencies</c> of a custom resource's schema.</summary>
public sealed class V1JSONSchemaPropsOrStringArray : IKubeModel<V1JSONSchemaPropsOrStringArray>, IModel
{
    internal static readonly TypeSchema s_schema = WellKnownSchemas.SchemaOrStrings;

    static TypeSchema IKubeModel<V1JSONSchemaPropsOrStringArray>.Schema => s_schema;

    /// <summary>The schema; null when this is a list.</summary>
    public V1JSONSchemaProps? Schema { get; set; }

    /// <summary>The strings; written when they are not empty.</summary>
    public List<string>? Property { get; set; }

    /// <inheritdoc/>
    public V1JSONSchemaPropsOrStringArray DeepClone() => new() { Schema = Schema?.DeepClone(), Property = ModelClone.Values(Property) };

    /// <inheritdoc/>
    public bool SemanticEquals(V1JSONSchemaPropsOrStringArray? other) =>
        other is not null && ModelEquality.Object(Schema, other.Schema) && ModelEquality.Values(Property, other.Property);

    void IModel.ReadJson(ref ModelJsonReader reader)
    {
        (Schema, Property) = (null, null);
        if (reader.IsList()) Property = reader.Strings();
        else if (reader.Token() == (byte)'{') ((IModel)(Schema = new())).ReadJson(ref reader);
        else reader.Skip();
    }

    void IModel.WriteJson(ref ModelJsonWriter writer)
    {
        if (Property is { Count: > 0 }) writer.StringsValue(Property);
        else if (Schema is not null) ((IModel)Schema).WriteJson(ref writer);
        else writer.NullValue();
    }

    void IModel.ReadProtobuf(ref ProtobufReader reader)
    {
        while (reader.Next(out var number))
        {
            switch (number)
            {
                case 1: reader.Message(Schema ??= new()); break;
                case 2: Property = reader.Add(Property); break;
                default: reader.Skip(); break;
            }
        }
    }

    void IModel.WriteProtobuf(ref ProtobufWriter writer)
    {
        writer.List(2, Property);
        if (Schema is not null) writer.Message(1, Schema);
    }
}
