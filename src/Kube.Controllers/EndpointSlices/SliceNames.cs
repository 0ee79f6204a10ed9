namespace Kube.Controllers.EndpointSlices;

/// <summary>The words of endpoints on the wire.</summary>
internal static class SliceNames
{
    public const string ServiceName = "kubernetes.io/service-name";
    public const string ManagedBy = "endpointslice.kubernetes.io/managed-by";
    public const string Headless = "service.kubernetes.io/headless";
    public const string TriggerTime = "endpoints.kubernetes.io/last-change-trigger-time";
    public const string SkipMirror = "endpointslice.kubernetes.io/skip-mirror";
    public const string LastApplied = "kubectl.kubernetes.io/last-applied-configuration";
    public const string Leader = "control-plane.alpha.kubernetes.io/leader";
    public const string OverCapacity = "endpoints.kubernetes.io/over-capacity";
    public const string EndpointsManagedBy = "endpoints.kubernetes.io/managed-by";
    public const string EndpointsController = "endpoint-controller";

    public const string Controller = "endpointslice-controller.k8s.io";
    public const string MirroringController = "endpointslicemirroring-controller.k8s.io";

    public const string IPv4 = "IPv4";
    public const string IPv6 = "IPv6";

    public const string Zone = "topology.kubernetes.io/zone";
}
