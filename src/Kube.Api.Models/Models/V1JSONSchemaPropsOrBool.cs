using Kube.Api.Json;
using Kube.Api.Protobuf;
using Kube.Api.Schema;

namespace Kube.Api.Models;

/// <summary>A schema or true or false, whichever JSON has: <c>additionalProperties</c> of a custom resource's schema.</summary>
public sealed class V1JSONSchemaPropsOrBool : IKubeModel<V1JSONSchemaPropsOrBool>, IModel
{
    internal static readonly TypeSchema s_schema = WellKnownSchemas.SchemaOrBool;

    static TypeSchema IKubeModel<V1JSONSchemaPropsOrBool>.Schema => s_schema;

    /// <summary>Whether anything is allowed; counts and is written when <see cref="Schema"/> is null, and true beside a schema.</summary>
    public bool Allows { get; set; }

    /// <summary>The schema; null when this is a boolean.</summary>
    public V1JSONSchemaProps? Schema { get; set; }

    /// <inheritdoc/>
    public V1JSONSchemaPropsOrBool DeepClone() => new() { Allows = Allows, Schema = Schema?.DeepClone() };

    /// <inheritdoc/>
    public bool SemanticEquals(V1JSONSchemaPropsOrBool? other) =>
        other is not null && Allows == other.Allows && ModelEquality.Object(Schema, other.Schema);

    void IModel.ReadJson(ref ModelJsonReader reader)
    {
        (Allows, Schema) = (false, null);
        if (reader.Token() == (byte)'{')
        {
            Allows = true;
            ((IModel)(Schema = new())).ReadJson(ref reader);
        }
        else if (reader.Token() is (byte)'t' or (byte)'f')
        {
            Allows = reader.Bool() ?? false;
        }
        else
        {
            reader.Refuse("boolean or JSON schema expected");
        }
    }

    void IModel.WriteJson(ref ModelJsonWriter writer)
    {
        if (Schema is not null) ((IModel)Schema).WriteJson(ref writer);
        else writer.BoolValue(Allows);
    }

    void IModel.ReadProtobuf(ref ProtobufReader reader)
    {
        while (reader.Next(out var number))
        {
            switch (number)
            {
                case 1: Allows = reader.Bool(); break;
                case 2: reader.Message(Schema ??= new()); break;
                default: reader.Skip(); break;
            }
        }
    }

    void IModel.WriteProtobuf(ref ProtobufWriter writer)
    {
        if (Schema is not null) writer.Message(2, Schema);
        writer.Bool(1, Allows);
    }
}
