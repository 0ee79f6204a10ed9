using System.Net;
using Kube.Api.Models;

namespace Kube.Node.Proxy;

/// <summary>Where this proxy is.</summary>
/// <param name="Node">Its node's name.</param>
/// <param name="Zone">Its node's zone; null when it has none, or none is known.</param>
internal sealed record NodePlace(string Node, string? Zone = null)
{
    /// <summary>The addresses that the node says it has.</summary>
    public IReadOnlyList<IPAddress> Addresses { get; init; } = [];

    /// <summary>The place of a node.</summary>
    public static NodePlace Of(V1Node node) => new(node.Metadata.Name!, node.Metadata.Labels?.GetValueOrDefault("topology.kubernetes.io/zone") is { Length: > 0 } zone ? zone : null)
    {
        Addresses = [.. ProxyRules.Parse((node.Status?.Addresses ?? []).Where(static address => address.Type == "InternalIP").Select(static address => address.Address))],
    };

    /// <summary>Whether services are served alike here and there.</summary>
    public bool IsAlike(NodePlace other) => Zone == other.Zone && Addresses.SequenceEqual(other.Addresses);
}
