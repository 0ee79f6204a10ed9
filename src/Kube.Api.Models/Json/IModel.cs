using Kube.Api.Protobuf;

namespace Kube.Api.Json;

/// <summary>What a generated class can do for the codecs. Implemented explicitly: its users see data, not wire.</summary>
internal interface IModel
{
    /// <summary>Reads the value next, which is not null, into this instance; members it does not name are left alone.</summary>
    void ReadJson(ref ModelJsonReader reader);

    /// <summary>Writes this instance and a comma.</summary>
    void WriteJson(ref ModelJsonWriter writer);

    /// <summary>Reads the fields of a message into this instance.</summary>
    void ReadProtobuf(ref ProtobufReader reader);

    /// <summary>Writes the fields of the message, last first.</summary>
    void WriteProtobuf(ref ProtobufWriter writer);
}
