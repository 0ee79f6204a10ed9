using Kube.Api.Json;
using Kube.Api.Protobuf;
using Kube.Api.Schema;

namespace Kube.Api.Models;

/// <summary>One schema or a list of schemas, whichever JSON has: <c>items</c> of a custom resource's schema.</summary>
public sealed class V1JSONSchemaPropsOrArray : IKubeModel<V1JSONSchemaPropsOrArray>, IModel
{
    internal static readonly TypeSchema s_schema = WellKnownSchemas.SchemaOrArray;

    static TypeSchema IKubeModel<V1JSONSchemaPropsOrArray>.Schema => s_schema;

    /// <summary>The one schema; null when this is a list.</summary>
    public V1JSONSchemaProps? Schema { get; set; }

    /// <summary>The schemas; written when they are not empty.</summary>
    public List<V1JSONSchemaProps>? JSONSchemas { get; set; }

    /// <inheritdoc/>
    public V1JSONSchemaPropsOrArray DeepClone() => new() { Schema = Schema?.DeepClone(), JSONSchemas = ModelClone.List(JSONSchemas) };

    /// <inheritdoc/>
    public bool SemanticEquals(V1JSONSchemaPropsOrArray? other) =>
        other is not null && ModelEquality.Object(Schema, other.Schema) && ModelEquality.List(JSONSchemas, other.JSONSchemas);

    void IModel.ReadJson(ref ModelJsonReader reader)
    {
        (Schema, JSONSchemas) = (null, null);
        if (reader.IsList()) JSONSchemas = reader.List<V1JSONSchemaProps>();
        else if (reader.Token() == (byte)'{') ((IModel)(Schema = new())).ReadJson(ref reader);
        else reader.Skip();
    }

    void IModel.WriteJson(ref ModelJsonWriter writer)
    {
        if (JSONSchemas is { Count: > 0 })
        {
            writer.BeginList();
            foreach (var schema in JSONSchemas) ((IModel)schema).WriteJson(ref writer);
            writer.EndList();
        }
        else if (Schema is not null)
        {
            ((IModel)Schema).WriteJson(ref writer);
        }
        else
        {
            writer.NullValue();
        }
    }

    void IModel.ReadProtobuf(ref ProtobufReader reader)
    {
        while (reader.Next(out var number))
        {
            switch (number)
            {
                case 1: reader.Message(Schema ??= new()); break;
                case 2: JSONSchemas = reader.Add(JSONSchemas); break;
                default: reader.Skip(); break;
            }
        }
    }

    void IModel.WriteProtobuf(ref ProtobufWriter writer)
    {
        writer.List(2, JSONSchemas);
        if (Schema is not null) writer.Message(1, Schema);
    }
}
