using System.Collections.Immutable;
using System.Net;
using Kube.Api.Client;
using Kube.Node.Agent;

namespace Kube.Node.Endpoint;

/// <summary>The nodes behind this process's endpoint: one, or many simulated ones.</summary>
internal sealed class EndpointNodes(IEnumerable<NodeAgent> agents)
{
    private ImmutableArray<NodeAgent> _nodes = [.. agents];

    public void Add(NodeAgent node) => ImmutableInterlocked.Update(ref _nodes, static (nodes, node) => nodes.Contains(node) ? nodes : nodes.Add(node), node);

    public void Remove(NodeAgent node) => ImmutableInterlocked.Update(ref _nodes, static (nodes, node) => nodes.Remove(node), node);

    /// <summary>The node that a request is for: the one that has the pod, else the one that has the address, else the first.</summary>
    public NodeAgent? Find(ObjectKey? pod, IPAddress? address)
    {
        var nodes = _nodes;
        if (nodes.Length <= 1) return nodes.Length == 0 ? null : nodes[0];
        if (pod is { } key)
        {
            foreach (var node in nodes)
            {
                if (node.Pods.Find(key.Namespace, key.Name) is not null) return node;
            }
        }

        if (address is { IsIPv4MappedToIPv6: true }) address = address.MapToIPv4();
        var text = address?.ToString();
        foreach (var node in nodes)
        {
            if (text is not null && node.Pods.Addresses.Contains(text)) return node;
        }

        return nodes[0];
    }
}
