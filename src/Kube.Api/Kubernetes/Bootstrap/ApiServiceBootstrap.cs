using Kube.Api.Catalog;
using Kube.Api.Models;

namespace Kube.Api.Kubernetes.Bootstrap;

/// <summary>Registers what this server serves itself, as upstream's aggregator does when it starts.</summary>
internal sealed class ApiServiceBootstrap(BootstrapObjects objects, IResourceCatalog catalog)
{
    private static readonly GroupVersionResource s_services = new("apiregistration.k8s.io", "v1", "apiservices");

    // Upstream's pkg/controlplane/apiserver/apis.go, 1.36: the group's place among groups, then the version's within it.
    private static readonly Dictionary<string, int> s_groups = new(StringComparer.Ordinal)
    {
        [""] = 18000, ["apps"] = 17800, ["events.k8s.io"] = 17750, ["authentication.k8s.io"] = 17700, ["authorization.k8s.io"] = 17600, ["autoscaling"] = 17500,
        ["batch"] = 17400, ["certificates.k8s.io"] = 17300, ["networking.k8s.io"] = 17200, ["policy"] = 17100, ["rbac.authorization.k8s.io"] = 17000,
        ["storage.k8s.io"] = 16800, ["apiextensions.k8s.io"] = 16700, ["admissionregistration.k8s.io"] = 16700, ["scheduling.k8s.io"] = 16600,
        ["coordination.k8s.io"] = 16500, ["node.k8s.io"] = 16300, ["discovery.k8s.io"] = 16200, ["resource.k8s.io"] = 16200, ["flowcontrol.apiserver.k8s.io"] = 16100,
    };

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (!objects.Serves(s_services)) return;
        var versions = catalog.Current.Definitions.Select(static definition => (definition.Kind.Group, definition.Kind.Version)).Distinct()
            .Where(static served => served.Group != s_services.Group && s_groups.ContainsKey(served.Group));
        await Task.WhenAll(versions.Select(served => objects.EnsureAsync(Describe(served.Group, served.Version), s_services, cancellationToken)));
    }

    private static V1APIService Describe(string group, string version) => new()
    {
        Metadata = new V1ObjectMeta
        {
            Name = $"{version}.{group}", Labels = new Dictionary<string, string> { ["kube-aggregator.kubernetes.io/automanaged"] = "onstart" },
        },
        Spec = new V1APIServiceSpec
        {
            Group = group.Length == 0 ? null : group, Version = version, GroupPriorityMinimum = s_groups[group], VersionPriority = PriorityOf(group, version),
        },
    };

    private static int PriorityOf(string group, string version) => (group, version) switch
    {
        ("", _) => 1,
        ("autoscaling", "v2") => 30,
        ("resource.k8s.io" or "flowcontrol.apiserver.k8s.io", "v1") => 21,
        _ => 15,
    };
}
