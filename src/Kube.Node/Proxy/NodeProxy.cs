using System.Net;
using Kube.Api.Authentication;
using Kube.Api.Client;
using Kube.Api.Client.Caches;
using Kube.Api.Models;
using Kube.Node.Netlink;
using Kube.Node.Proxy.Kernel;
using Kube.Node.Work;
using Kube.Store.Work;
using Microsoft.Extensions.Logging;

namespace Kube.Node.Proxy;

/// <summary>The proxy of one node, in the network namespace that the node is in.</summary>
/// <param name="clients">The ways to the API server: as the proxy, and as the node for its pods' host ports.</param>
/// <param name="options">How services are served.</param>
/// <param name="node">The node's name.</param>
/// <param name="place">Where the node is. Only nftables mode knows others than this process's own.</param>
/// <param name="status">Tells how it goes; the caller's.</param>
/// <param name="work">Runs the loops.</param>
/// <param name="logs">Makes the logger.</param>
internal sealed class NodeProxy(
    IKubeClientFactory clients, ServiceProxyOptions options, string node, NetworkNamespace place, ProxyStatus status, IWorkScheduler work, ILoggerFactory logs)
{
    private static readonly TimeSpan s_retry = TimeSpan.FromSeconds(2);

    /// <summary>Runs until it is told to stop; then what was added to the host is gone.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        var logger = logs.CreateLogger<NodeProxy>();
        await using var running = new OwnedWork(work, logger);
        await using var caches = new ResourceCaches(
            clients.Create(new UserInfo("system:kube-proxy", groups: [UserNames.AuthenticatedGroup]), "kube-proxy"), work, status.Time, logs);
        await using var own = new ResourceCaches(
            clients.Create(new UserInfo(UserNames.NodePrefix + node, groups: [UserNames.NodesGroup, UserNames.AuthenticatedGroup]), "kubelet"), work, status.Time, logs);
        status.Open(place, running, logger);
        if (await OpenAsync(running, logger, stopping) is not { } backend) return;
        await using (backend)
        {
            var pods = backend is IHostPortBackend ? own.For<V1Pod>(new CacheScope(FieldSelector: $"spec.nodeName={node}")) : null;
            using var health = new HealthCheckPorts(place, status.Health, running, logger);
            await new ProxySync(new(caches, pods), backend, health, status, node, running, logger).RunAsync(stopping);
        }
    }

    // The right to administer the network may be had later; the network namespace, too.
    private async Task<IProxyBackend?> OpenAsync(OwnedWork running, ILogger logger, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                return options.Mode == ProxyMode.Nftables
                    ? new KernelProxy(place, new([.. options.ClusterCidrs.Select(range => IPNetwork.Parse(range))], options.MasqueradeAll, options.TableName), logger)
                    : new UserspaceProxy(new LoopbackAddresses(options.AddressLabel), options, running, status.Time, logger);
            }
            catch (NetlinkException e)
            {
                ProxyLog.RulesFailed(logger, e);
                await Task.Delay(s_retry, status.Time, stopping).ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Current);
            }
        }

        return null;
    }
}
