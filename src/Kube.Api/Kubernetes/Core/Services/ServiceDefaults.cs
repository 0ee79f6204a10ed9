using Kube.Api.Models;

namespace Kube.Api.Kubernetes.Core.Services;

/// <summary>What a service says when it says nothing (upstream's <c>SetDefaults_Service</c>).</summary>
internal static class ServiceDefaults
{
    private const int AffinitySeconds = 10800;

    public static void Apply(V1Service service)
    {
        var spec = service.Spec ??= new V1ServiceSpec();
        service.Status ??= new V1ServiceStatus();
        DefaultAffinity(spec);
        if (string.IsNullOrEmpty(spec.Type)) spec.Type = ServiceTypes.ClusterIP;
        foreach (var port in spec.Ports ?? [])
        {
            if (string.IsNullOrEmpty(port.Protocol)) port.Protocol = "TCP";
            if (port.TargetPort.IsString ? port.TargetPort.Text!.Length == 0 : port.TargetPort.Number == 0) port.TargetPort = port.Port;
        }

        if (string.IsNullOrEmpty(spec.ExternalTrafficPolicy) && ServiceTypes.IsExternallyAccessible(spec)) spec.ExternalTrafficPolicy = ServiceTypes.Cluster;
        if (spec.InternalTrafficPolicy is null && ServiceTypes.NeedsClusterIP(spec)) spec.InternalTrafficPolicy = ServiceTypes.Cluster;
        if (spec.Type == ServiceTypes.LoadBalancer)
        {
            spec.AllocateLoadBalancerNodePorts ??= true;
            foreach (var ingress in service.Status.LoadBalancer?.Ingress ?? [])
            {
                if (!string.IsNullOrEmpty(ingress.Ip)) ingress.IpMode ??= "VIP";
            }
        }
    }

    private static void DefaultAffinity(V1ServiceSpec spec)
    {
        if (string.IsNullOrEmpty(spec.SessionAffinity)) spec.SessionAffinity = ServiceTypes.None;
        if (spec.SessionAffinity == ServiceTypes.None) spec.SessionAffinityConfig = null;
        if (spec.SessionAffinity != ServiceTypes.ClientIP) return;
        var config = (spec.SessionAffinityConfig ??= new V1SessionAffinityConfig()).ClientIP ??= new V1ClientIPConfig();
        config.TimeoutSeconds ??= AffinitySeconds;
    }
}
