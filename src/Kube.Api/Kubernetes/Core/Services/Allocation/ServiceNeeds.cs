using Kube.Api.Models;

namespace Kube.Api.Kubernetes.Core.Services.Allocation;

/// <summary>What a service of a given type takes from the pools.</summary>
internal static class ServiceNeeds
{
    public static bool ClusterIP(V1Service service) => service.Spec.Type is "ClusterIP" or "NodePort" or "LoadBalancer";

    public static bool NodePort(V1Service service) =>
        service.Spec.Type is "NodePort" || (service.Spec.Type is "LoadBalancer" && service.Spec.AllocateLoadBalancerNodePorts != false);

    /// <summary>A node port may stand in the service, whether or not one is allocated for it.</summary>
    public static bool MayHaveNodePort(V1Service service) => service.Spec.Type is "NodePort" or "LoadBalancer";

    public static bool HealthCheckNodePort(V1Service service) => service.Spec is { Type: "LoadBalancer", ExternalTrafficPolicy: "Local" };
}
