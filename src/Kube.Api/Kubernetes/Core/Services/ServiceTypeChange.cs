using Kube.Api.Models;

namespace Kube.Api.Kubernetes.Core.Services;

/// <summary>Drops what only the old type needed, when the client left it as it was: so that changing the type alone is enough.</summary>
internal static class ServiceTypeChange
{
    public static void Drop(V1ServiceSpec spec, V1ServiceSpec old)
    {
        // A type that does not exist is validation's to refuse, and that alone.
        if (spec.Type is not (ServiceTypes.ClusterIP or ServiceTypes.NodePort or ServiceTypes.LoadBalancer or ServiceTypes.ExternalName)) return;
        if (ServiceTypes.NeedsClusterIP(old) && !ServiceTypes.NeedsClusterIP(spec)) DropAddresses(spec, old);
        if (ServiceTypes.NeedsNodePort(old) && !ServiceTypes.NeedsNodePort(spec) && SameNodePorts(spec, old))
        {
            foreach (var port in spec.Ports ?? []) port.NodePort = null;
        }

        if (ServiceTypes.NeedsHealthCheck(old) && !ServiceTypes.NeedsHealthCheck(spec) && (spec.HealthCheckNodePort ?? 0) == (old.HealthCheckNodePort ?? 0))
            spec.HealthCheckNodePort = null;
        if (old.Type == ServiceTypes.LoadBalancer && spec.Type != ServiceTypes.LoadBalancer)
        {
            if (spec.AllocateLoadBalancerNodePorts == old.AllocateLoadBalancerNodePorts) spec.AllocateLoadBalancerNodePorts = null;
            if (spec.LoadBalancerClass == old.LoadBalancerClass) spec.LoadBalancerClass = null;
        }

        if (ServiceTypes.IsExternallyAccessible(old) && !ServiceTypes.IsExternallyAccessible(spec) && spec.ExternalTrafficPolicy == old.ExternalTrafficPolicy)
            spec.ExternalTrafficPolicy = null;
        if (old.Type != ServiceTypes.ExternalName && spec.Type == ServiceTypes.ExternalName && spec.InternalTrafficPolicy == old.InternalTrafficPolicy)
            spec.InternalTrafficPolicy = null;
    }

    private static void DropAddresses(V1ServiceSpec spec, V1ServiceSpec old)
    {
        if (Same(spec.ClusterIPs, old.ClusterIPs))
        {
            spec.ClusterIP = null;
            spec.ClusterIPs = null;
        }

        if (Same(spec.IpFamilies, old.IpFamilies)) spec.IpFamilies = null;
        if (spec.IpFamilyPolicy == old.IpFamilyPolicy) spec.IpFamilyPolicy = null;
    }

    private static bool Same(List<string>? left, List<string>? right) => (left ?? []).SequenceEqual(right ?? []);

    private static bool SameNodePorts(V1ServiceSpec spec, V1ServiceSpec old) => NodePorts(spec).SetEquals(NodePorts(old));

    private static HashSet<int> NodePorts(V1ServiceSpec spec) => (spec.Ports ?? []).Select(port => port.NodePort ?? 0).Where(port => port != 0).ToHashSet();
}
