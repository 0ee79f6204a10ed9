using Kube.Api.Catalog;
using Kube.Api.Kubernetes.Core.Services.Allocation;
using Kube.Api.Models;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Kube.Api.Kubernetes.Bootstrap;

/// <summary>Creates what every cluster has from its first moment, as upstream's server does when it starts. What is there already is left as it is:
/// an administrator may have changed it.</summary>
internal sealed class ClusterBootstrap(BootstrapObjects objects, IOptions<ServiceNetworkOptions> network, TimeProvider time) : IHostedService
{
    private static readonly GroupVersionResource s_networks = new("networking.k8s.io", "v1", "servicecidrs");

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await Task.WhenAll(((string[])["kube-system", "kube-public", "default", "kube-node-lease"]).Select(name => objects.EnsureNamespaceAsync(name, cancellationToken)));

        var classes = new GroupVersionResource("scheduling.k8s.io", "v1", "priorityclasses");
        await objects.EnsureAsync(Critical("system-node-critical", 2_000_001_000, "Used for system critical pods that must not be moved from their current node."), classes, cancellationToken);
        await objects.EnsureAsync(
            Critical("system-cluster-critical", 2_000_000_000, "Used for system critical pods that must run in the cluster, but can be moved to another node if necessary."),
            classes,
            cancellationToken);
        await EnsureServiceNetworkAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static V1PriorityClass Critical(string name, int value, string description) =>
        new() { Metadata = new V1ObjectMeta { Name = name }, Value = value, Description = description, PreemptionPolicy = "PreemptLowerPriority" };

    /// <summary>The default network of services, which is ready because the allocator has no other (KEP-1880).</summary>
    private async Task EnsureServiceNetworkAsync(CancellationToken cancellationToken)
    {
        var range = new V1ServiceCIDR { Metadata = new V1ObjectMeta { Name = "kubernetes" }, Spec = new V1ServiceCIDRSpec { Cidrs = [.. network.Value.ClusterIPRanges] } };
        if (!await objects.EnsureAsync(range, s_networks, cancellationToken)) return;
        if (await objects.FindAsync<V1ServiceCIDR>(s_networks, "", "kubernetes", cancellationToken) is not { } made) return;
        made.Status = new V1ServiceCIDRStatus
        {
            Conditions =
            [
                new V1Condition
                {
                    Type = "Ready", Status = "True", Reason = "", Message = "Kubernetes default Service CIDR is ready", LastTransitionTime = time.GetUtcNow().UtcDateTime,
                },
            ],
        };
        await objects.UpdateAsync(made, s_networks, cancellationToken, "status", "kubernetes-service-cidr-controller");
    }
}
