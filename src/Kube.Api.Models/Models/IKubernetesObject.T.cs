namespace Kube.Api.Models;

/// <summary>An object with metadata: <see cref="V1ObjectMeta"/> of its own, or <see cref="V1ListMeta"/> of a list.</summary>
/// <typeparam name="TMetadata">The metadata's class.</typeparam>
public interface IKubernetesObject<TMetadata> : IKubernetesObject, IMetadata<TMetadata>;
