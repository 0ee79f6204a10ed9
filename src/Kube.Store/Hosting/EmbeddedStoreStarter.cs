using Kube.Store.Embedded;
using Microsoft.Extensions.Hosting;

namespace Kube.Store.Hosting;

/// <summary>Opens the store with the host, so that a directory that cannot be opened stops the start and not the first request.</summary>
internal sealed class EmbeddedStoreStarter(EmbeddedStore store) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => store.GetStatusAsync(cancellationToken).AsTask();

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
