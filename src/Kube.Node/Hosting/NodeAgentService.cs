using Kube.Node.Agent;
using Microsoft.Extensions.Hosting;

namespace Kube.Node.Hosting;

/// <summary>Starts the agent once the host's servers listen, and ends it with the host.</summary>
internal sealed class NodeAgentService(NodeAgent agent) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        agent.Start();
        return Task.CompletedTask;
    }

    public async Task StoppingAsync(CancellationToken cancellationToken) => await agent.DisposeAsync();

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
