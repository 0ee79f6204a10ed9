using Kube.Api.Models;

namespace Kube.Node.EnvironmentVariables;

/// <summary>Whose environment, and what is known around it.</summary>
internal sealed record EnvironmentRequest
{
    public required V1Pod Pod { get; init; }

    public required V1Container Container { get; init; }

    public PodAddresses Addresses { get; init; } = PodAddresses.None;

    /// <summary>All services of the cluster.</summary>
    public IReadOnlyList<V1Service> Services { get; init; } = [];

    /// <summary>What the node can give.</summary>
    public IReadOnlyDictionary<string, ResourceQuantity> Allocatable { get; init; } = new Dictionary<string, ResourceQuantity>();

    /// <summary>The volumes of the pod by name: their paths on the host.</summary>
    public IReadOnlyDictionary<string, string> Volumes { get; init; } = new Dictionary<string, string>();
}
