namespace Kube.Api.Requests;

/// <summary>How a body is written.</summary>
public enum BodyFormat
{
    /// <summary><c>application/json</c>.</summary>
    Json,

    /// <summary><c>application/yaml</c>.</summary>
    Yaml,

    /// <summary><c>application/vnd.kubernetes.protobuf</c>, with its envelope.</summary>
    Protobuf,
}
