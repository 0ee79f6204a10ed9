using Kube.Api.Models;

namespace Kube.Api.Kubernetes.Core.Services.Allocation;

/// <summary>Keeps what was allocated when an update leaves it out, so that applying the same manifest again changes nothing; and keeps <c>clusterIP</c> and
/// <c>clusterIPs</c> one thing for clients that know only the older field.</summary>
internal static class ServiceContinuity
{
    public static void Normalize(V1Service service, V1Service? old)
    {
        var spec = service.Spec;
        if (old is null)
        {
            if (!string.IsNullOrEmpty(spec.ClusterIP) && spec.ClusterIPs is null or []) spec.ClusterIPs = [spec.ClusterIP!];
            return;
        }

        var before = old.Spec;
        var listUnchanged = (spec.ClusterIPs ?? []).SequenceEqual(before.ClusterIPs ?? []);
        // The client cleared the older field and does not know the list: clear that too.
        if (!string.IsNullOrEmpty(before.ClusterIP) && string.IsNullOrEmpty(spec.ClusterIP) && listUnchanged) spec.ClusterIPs = null;
        if (string.IsNullOrEmpty(spec.ClusterIP) || spec.ClusterIP == before.ClusterIP) return;
        if (listUnchanged || spec.ClusterIPs is null or []) spec.ClusterIPs = [spec.ClusterIP!];
    }

    public static void Carry(V1Service service, V1Service old)
    {
        if (ServiceNeeds.ClusterIP(old) && ServiceNeeds.ClusterIP(service)) CarryAddresses(service.Spec, old.Spec);
        if (ServiceNeeds.NodePort(old) && ServiceNeeds.NodePort(service)) CarryNodePorts(service.Spec, old.Spec);
        if (ServiceNeeds.HealthCheckNodePort(old) && ServiceNeeds.HealthCheckNodePort(service) && service.Spec.HealthCheckNodePort is null or 0)
            service.Spec.HealthCheckNodePort = old.Spec.HealthCheckNodePort;
    }

    private static void CarryAddresses(V1ServiceSpec spec, V1ServiceSpec old)
    {
        if (string.IsNullOrEmpty(spec.ClusterIP)) spec.ClusterIP = old.ClusterIP;
        if (spec.ClusterIPs is null or [] && spec.ClusterIP == old.ClusterIP) spec.ClusterIPs = old.ClusterIPs is null ? null : [.. old.ClusterIPs];
    }

    private static void CarryNodePorts(V1ServiceSpec spec, V1ServiceSpec old)
    {
        var kept = (spec.Ports ?? []).Select(static port => port.NodePort ?? 0).ToHashSet();
        foreach (var port in spec.Ports ?? [])
        {
            if (port.NodePort is > 0) continue;
            // By name: everything else about the port may have been changed on purpose.
            var before = (old.Ports ?? []).LastOrDefault(known => (known.Name ?? "") == (port.Name ?? ""))?.NodePort ?? 0;
            if (before != 0 && !kept.Contains(before)) port.NodePort = before;
        }
    }
}
