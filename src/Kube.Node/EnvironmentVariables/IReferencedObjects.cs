using Kube.Api.Models;

namespace Kube.Node.EnvironmentVariables;

/// <summary>The objects that pods of this node refer to. Shared and read-only.</summary>
internal interface IReferencedObjects
{
    /// <returns>Null when there is none.</returns>
    ValueTask<V1ConfigMap?> ConfigMapAsync(string ns, string name, CancellationToken cancellationToken);

    /// <returns>Null when there is none.</returns>
    ValueTask<V1Secret?> SecretAsync(string ns, string name, CancellationToken cancellationToken);
}
