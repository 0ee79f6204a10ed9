using Kube.Api.Client;
using Kube.Api.Models;

namespace Kube.Controllers.ReplicaSets;

/// <summary>A kind that keeps a number of pods, seen as a replica set. Implementations differ in names only.</summary>
internal interface IReplicaOwner
{
    /// <summary>The kind, as owner references and events name it.</summary>
    string Kind { get; }

    /// <summary>Group and version, likewise.</summary>
    string ApiVersion { get; }

    /// <summary>Finds one, as the cache has it.</summary>
    V1ReplicaSet? Find(ObjectKey key);

    /// <summary>The one itself, for events.</summary>
    IKubernetesObject<V1ObjectMeta> Original(V1ReplicaSet set);

    /// <summary>All of a namespace.</summary>
    IEnumerable<V1ReplicaSet> List(string ns);

    /// <summary>Claims pods for one.</summary>
    ValueTask<IReadOnlyList<V1Pod>> ClaimAsync(V1ReplicaSet set, IEnumerable<V1Pod> candidates, CancellationToken cancellationToken);

    /// <summary>Writes a status; the conflict with a newer version is tried again on it.</summary>
    ValueTask UpdateStatusAsync(V1ReplicaSet set, V1ReplicaSetStatus status, CancellationToken cancellationToken);
}
