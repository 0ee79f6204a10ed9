using Kube.Api.Client;
using Kube.Node.Hosting;
using Kube.Node.Netlink;
using Kube.Node.Work;
using Kube.Store.Work;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Kube.Node.Proxy;

/// <summary>Starts the proxy with the host and ends it with it.</summary>
internal sealed class ServiceProxy(
    IKubeClientFactory clients, IOptions<NodeOptions> node, IOptions<ServiceProxyOptions> options, StatusAddresses addresses, IWorkScheduler work, TimeProvider time, ILoggerFactory logs)
    : HostedLoop("proxy", work)
{
    protected override async Task RunAsync(CancellationToken stopping)
    {
        using var status = new ProxyStatus(options.Value, addresses, time);
        await new NodeProxy(clients, options.Value, node.Value.NodeName, NetworkNamespace.Own, status, Work, logs).RunAsync(stopping);
    }
}
