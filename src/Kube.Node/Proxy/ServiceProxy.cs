using Kube.Api.Authentication;
using Kube.Api.Client;
using Kube.Api.Client.Caches;
using Kube.Node.Hosting;
using Kube.Node.Work;
using Kube.Store.Work;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Kube.Node.Proxy;

/// <summary>Starts the proxy with the host and ends it with it.</summary>
internal sealed class ServiceProxy(
    IKubeClientFactory clients, IOptions<NodeOptions> node, IOptions<ServiceProxyOptions> options, IWorkScheduler work, TimeProvider time, ILoggerFactory logs)
    : HostedLoop("proxy", work)
{
    protected override async Task RunAsync(CancellationToken stopping)
    {
        var client = clients.Create(new UserInfo("system:kube-proxy", groups: [UserNames.AuthenticatedGroup]), "kube-proxy");
        await using var caches = new ResourceCaches(client, Work, time, logs);
        var logger = logs.CreateLogger<ServiceProxy>();
        await using var running = new OwnedWork(Work, logger);
        var sync = new ProxySync(caches, new LoopbackAddresses(options.Value.AddressLabel), options.Value, node.Value.NodeName, running, time, logger);
        await sync.RunAsync(stopping);
    }
}
