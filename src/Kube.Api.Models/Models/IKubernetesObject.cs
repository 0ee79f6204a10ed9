namespace Kube.Api.Models;

/// <summary>An object that names its own kind.</summary>
public interface IKubernetesObject
{
    /// <summary>Group and version, <c>apps/v1</c>. Null until somebody sets it: an object read as an item of a list carries none.</summary>
    string? ApiVersion { get; set; }

    /// <summary>The kind, <c>Deployment</c>. Null like <see cref="ApiVersion"/>.</summary>
    string? Kind { get; set; }
}
