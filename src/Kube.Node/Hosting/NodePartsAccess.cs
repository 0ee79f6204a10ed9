using Kube.Api.Authentication;
using Kube.Api.Client;
using Kube.Api.Errors;
using Kube.Api.Kubernetes.Core.Services.Allocation;
using Kube.Node.Agent;
using Kube.Node.Dns;
using Kube.Node.NetworkPolicy;
using Kube.Store.Work;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Kube.Node.Hosting;

/// <summary>Makes in the cluster what parts of nodes of other processes need there, and may not make themselves.</summary>
internal sealed class NodePartsAccess(
    IKubeClientFactory clients, IOptions<ClusterDnsOptions> dns, IOptions<ServiceNetworkOptions> network, IWorkScheduler work, TimeProvider time, ILogger<NodePartsAccess> logger)
    : HostedLoop("node.parts-access", work)
{
    private static readonly TimeSpan s_retry = TimeSpan.FromSeconds(1);

    protected override async Task RunAsync(CancellationToken stopping)
    {
        var client = clients.Create(UserInfo.ApiServer, "cluster");
        var registration = new DnsRegistration(client, DnsAddressPlan.Of(dns.Value, network.Value));
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await registration.GrantAsync(stopping);
                await NodePolicies.GrantAsync(client, stopping);
                // Each node answers on the service's addresses itself.
                await registration.RegisterAsync(listens: true, stopping);
                return;
            }
            catch (Exception e) when (e is ApiException or HttpRequestException or IOException)
            {
                NodeLog.Retrying(logger, "access of nodes' parts", e);
                await Task.Delay(s_retry, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
        }
    }
}
