using Kube.Api.Authentication;
using Kube.Api.Catalog;
using Kube.Api.Errors;
using Kube.Api.Kubernetes.Core.Services.Allocation;
using Kube.Api.Models;
using Kube.Api.Requests;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Kube.Api.Kubernetes.Bootstrap;

/// <summary>Creates what every cluster has from its first moment, as upstream's server does when it starts. What is there already is left as it is:
/// an administrator may have changed it.</summary>
internal sealed class ClusterBootstrap(
    IObjectWriter writer, IObjectReader reader, IResourceCatalog catalog, IOptions<ServiceNetworkOptions> network, TimeProvider time) : IHostedService
{
    private const string UserAgent = "kube-apiserver/v1.36.0";

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var name in (string[])["kube-system", "kube-public", "default", "kube-node-lease"])
            await EnsureAsync(new V1Namespace { Metadata = new V1ObjectMeta { Name = name } }, new("", "v1", "namespaces"), cancellationToken);

        var classes = new GroupVersionResource("scheduling.k8s.io", "v1", "priorityclasses");
        await EnsureAsync(Critical("system-node-critical", 2_000_001_000, "Used for system critical pods that must not be moved from their current node."), classes, cancellationToken);
        await EnsureAsync(
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
        var resource = new GroupVersionResource("networking.k8s.io", "v1", "servicecidrs");
        var range = new V1ServiceCIDR { Metadata = new V1ObjectMeta { Name = "kubernetes" }, Spec = new V1ServiceCIDRSpec { Cidrs = [.. network.Value.ClusterIPRanges] } };
        if (!await EnsureAsync(range, resource, cancellationToken) || !catalog.Current.TryFind(resource, out var definition)) return;

        var request = Request(definition, Verbs.Update) with { Name = "kubernetes", Subresource = "status", UserAgent = "kubernetes-service-cidr-controller" };
        var made = (V1ServiceCIDR)(await reader.GetAsync(Request(definition, Verbs.Get) with { Name = "kubernetes" }, new GetOptions(), cancellationToken)).Decode();
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
        await writer.UpdateAsync(request, RequestBody.FromObject(made), WriteOptions.Default, cancellationToken);
    }

    /// <returns>Whether the object was made now. A catalog without the resource needs no such object.</returns>
    private async Task<bool> EnsureAsync(IKubernetesObject<V1ObjectMeta> obj, GroupVersionResource resource, CancellationToken cancellationToken)
    {
        if (!catalog.Current.TryFind(resource, out var definition)) return false;
        obj.ApiVersion = definition.Kind.ApiVersion;
        obj.Kind = definition.Kind.Kind;
        try
        {
            await writer.CreateAsync(Request(definition, Verbs.Create), RequestBody.FromObject(obj), WriteOptions.Default, cancellationToken);
            return true;
        }
        catch (AlreadyExistsException)
        {
            return false;
        }
    }

    private static RequestInfo Request(ResourceDefinition definition, string verb) =>
        new() { User = UserInfo.ApiServer, Verb = verb, Resource = definition, UserAgent = UserAgent };
}
