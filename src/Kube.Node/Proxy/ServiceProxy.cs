using Kube.Api.Authentication;
using Kube.Api.Client;
using Kube.Api.Client.Caches;
using Kube.Node.Hosting;
using Kube.Node.Work;
using Kube.Store.Work;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Kube.Node.Proxy;

/// <summary>Starts the proxy with the host and ends it with it.</summary>
internal sealed class ServiceProxy(
    IKubeClientFactory clients, IOptions<NodeOptions> node, IOptions<ServiceProxyOptions> options, IWorkScheduler work, TimeProvider time, ILoggerFactory logs)
    : IHostedLifecycleService, IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private Task _loop = Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        _loop = work.Run("proxy", RunAsync);
        return Task.CompletedTask;
    }

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stop.CancelAsync();
        await _loop.WaitAsync(cancellationToken);
    }

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _stop.Dispose();

    private async Task RunAsync()
    {
        var client = clients.Create(new UserInfo("system:kube-proxy", groups: [UserNames.AuthenticatedGroup]), "kube-proxy");
        await using var caches = new ResourceCaches(client, work, time, logs);
        var logger = logs.CreateLogger<ServiceProxy>();
        await using var running = new OwnedWork(work, logger);
        var sync = new ProxySync(caches, new LoopbackAddresses(options.Value.AddressLabel), options.Value, node.Value.NodeName, running, time, logger);
        await sync.RunAsync(_stop.Token);
    }
}
