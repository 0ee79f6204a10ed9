using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using Kube.Api.Client;
using Kube.Node.Agent;
using Kube.Node.Endpoint;
using Kube.Node.Runtime.Hollow;
using Kube.Store.Work;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Kube.Node.Hosting;

/// <summary>Runs the agents of hollow nodes, from when the host's servers listen until it stops.</summary>
internal sealed class HollowNodesService(
    IOptions<HollowNodesOptions> options, IKubeClientFactory clients, IWorkScheduler work, TimeProvider time, ILoggerFactory logs,
    EndpointNodes? endpoint = null, NodeEndpointListener? listener = null) : ListeningHostService
{
    private readonly List<NodeAgent> _agents = [];

    public override Task StartedAsync(CancellationToken cancellationToken)
    {
        for (var number = 0; number < options.Value.Count; number++)
        {
            var agent = Make(number);
            _agents.Add(agent);
            endpoint?.Add(agent);
            agent.Start();
        }

        return Task.CompletedTask;
    }

    public override Task StoppingAsync(CancellationToken cancellationToken) => Task.WhenAll(_agents.Select(agent => agent.DisposeAsync().AsTask()));

    private NodeAgent Make(int number)
    {
        var range = RangeOf(number);
        var node = new NodeOptions
        {
            NodeName = options.Value.NamePrefix + number.ToString(CultureInfo.InvariantCulture),
            PodCidr = range.ToString(),
            // By default nobody is there: an address in the node's own range, which no pod gets.
            NodeIp = (options.Value.NodeCidr.Length == 0 ? Of(range, 1) : Of(IPNetwork.Parse(options.Value.NodeCidr), (uint)number + 1)).ToString(),
            MaxPods = options.Value.MaxPods,
            LeaseDuration = options.Value.LeaseDuration,
        };
        if (listener?.Port is { } port) node.Port = port;
        foreach (var address in options.Value.ClusterDns) node.ClusterDns.Add(address);
        foreach (var (name, amount) in options.Value.Capacity) node.Capacity[name] = amount;
        return new NodeAgent(node, new HollowContainerRuntime(new() { PodCidr = node.PodCidr }, time), clients, work, time, logs);
    }

    private IPNetwork RangeOf(int number) => new(Of(IPNetwork.Parse(options.Value.ClusterCidr), (uint)(number + 1) << 8), 24);

    private static IPAddress Of(IPNetwork range, uint offset)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, BinaryPrimitives.ReadUInt32BigEndian(range.BaseAddress.GetAddressBytes()) + offset);
        return new IPAddress(bytes);
    }
}
