using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using Kube.Api.Client;
using Kube.Api.Models;

namespace Kube.Node.Endpoint;

/// <summary>The nodes behind this process's endpoint: one, or many simulated ones.</summary>
internal sealed class EndpointNodes
{
    private ImmutableArray<IEndpointNode> _nodes = [];

    public void Add(IEndpointNode node) => ImmutableInterlocked.Update(ref _nodes, static (nodes, node) => nodes.Add(node), node);

    public void Remove(IEndpointNode node) => ImmutableInterlocked.Update(ref _nodes, static (nodes, node) => nodes.Remove(node), node);

    /// <summary>The node that a request is for: the one that has the pod, else the one that has the address, else the first.</summary>
    public IEndpointNode? Find(ObjectKey? pod, IPAddress? address)
    {
        var nodes = _nodes;
        if (nodes.Length == 0) return null;
        if (pod is { } key)
        {
            foreach (var node in nodes)
            {
                if (node.TryGetPod(key, out _)) return node;
            }
        }

        if (address is { IsIPv4MappedToIPv6: true }) address = address.MapToIPv4();
        foreach (var node in nodes)
        {
            if (address is not null && node.Addresses.Contains(address)) return node;
        }

        return nodes[0];
    }
}
