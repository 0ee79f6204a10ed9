using Kube.Api.Models;
using Kube.Api.Objects;

namespace Kube.Api.Requests;

/// <summary>What an operation on one object answers.</summary>
/// <param name="Object">The object (or Status, or review), shared and immutable.</param>
/// <param name="Revision">Goes out as its resourceVersion; 0: without one, as for a dry run of a create, or a Status.</param>
/// <param name="Created">The object was not there before.</param>
public sealed record ObjectResult(ServedObject Object, long Revision, bool Created = false)
{
    /// <summary>Warnings for the client, in order; shared and read-only.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>The object of which <see cref="Object"/> was encoded, in the same version; it belongs to whoever takes it first. Null when there is none.</summary>
    internal IKubernetesObject<V1ObjectMeta>? Made { get; init; }

    /// <summary>Decodes the object afresh with its resourceVersion; the result belongs to the caller.</summary>
    public IKubernetesObject Decode() => Object.Decode(Revision);
}
