using Kube.Node.Agent;
using Kube.Node.Endpoint;
using Microsoft.Extensions.Options;

namespace Kube.Node.Hosting;

/// <summary>Starts the agent once the host's servers listen, and ends it with the host.</summary>
internal sealed class NodeAgentService(NodeAgent agent, IOptions<NodeOptions> options, IEnumerable<NodeEndpointListener> endpoints) : ListeningHostService
{
    public override Task StartedAsync(CancellationToken cancellationToken)
    {
        // Only now is it known which free port was taken.
        if (endpoints.FirstOrDefault()?.Port is { } port) options.Value.Port = port;
        agent.Start();
        return Task.CompletedTask;
    }

    public override async Task StoppingAsync(CancellationToken cancellationToken) => await agent.DisposeAsync();
}
