using Kube.Api.Client;
using Kube.Node.Hosting;
using Kube.Node.Netlink;
using Kube.Store.Work;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Kube.Node.NetworkPolicy;

/// <summary>Starts the guard of the node's pods with the host and ends it with it.</summary>
internal sealed class NetworkPolicyService(
    IKubeClientFactory clients, IOptions<NodeOptions> node, IOptions<NetworkPolicyOptions> options, IWorkScheduler work, TimeProvider time, ILoggerFactory logs)
    : HostedLoop("network-policy", work)
{
    protected override Task RunAsync(CancellationToken stopping) =>
        new NodePolicies(clients, options.Value, node.Value.NodeName, NetworkNamespace.Own, Work, time, logs).RunAsync(stopping);
}
