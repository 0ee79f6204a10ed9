namespace Kube.Api.AspNetCore.Negotiation;

/// <summary>How an object is written on the wire.</summary>
internal enum WireEncoding
{
    Json,
    Yaml,
    Protobuf,
}
