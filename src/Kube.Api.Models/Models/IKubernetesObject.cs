namespace Kube.Api.Models;

/// <summary>An object that names its own kind.</summary>
public interface IKubernetesObject
{
    /// <summary>Group and version, <c>apps/v1</c>. Null until somebody sets it: an object read as an item of a list carries none.</summary>
    string? ApiVersion { get; set; }

    /// <summary>The kind, <c>Deployment</c>. Null like <see cref="ApiVersion"/>.</summary>
    string? Kind { get; set; }
}

/// <summary>An object with metadata: <see cref="V1ObjectMeta"/> of its own, or <see cref="V1ListMeta"/> of a list.</summary>
/// <typeparam name="TMetadata">The metadata's class.</typeparam>
public interface IKubernetesObject<TMetadata> : IKubernetesObject, IMetadata<TMetadata>;
