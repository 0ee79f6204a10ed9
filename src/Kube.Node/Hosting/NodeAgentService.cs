using Kube.Node.Agent;
using Kube.Node.Endpoint;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Kube.Node.Hosting;

/// <summary>Starts the agent once the host's servers listen, and ends it with the host.</summary>
internal sealed class NodeAgentService(NodeAgent agent, IOptions<NodeOptions> options, IEnumerable<NodeEndpointListener> endpoints) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        // Only now is it known which free port was taken.
        if (endpoints.FirstOrDefault()?.Port is { } port) options.Value.Port = port;
        agent.Start();
        return Task.CompletedTask;
    }

    public async Task StoppingAsync(CancellationToken cancellationToken) => await agent.DisposeAsync();

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
