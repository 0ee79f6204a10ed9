using Microsoft.Extensions.Hosting;

namespace Kube.Node.Hosting;

/// <summary>A part of the host that begins when its servers listen, since what it does goes through them, and that has ended when they stop.</summary>
internal abstract class ListeningHostService : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The servers listen.</summary>
    public abstract Task StartedAsync(CancellationToken cancellationToken);

    /// <summary>The host is about to stop; its servers still listen.</summary>
    public abstract Task StoppingAsync(CancellationToken cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
