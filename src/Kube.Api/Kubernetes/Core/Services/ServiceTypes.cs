using Kube.Api.Models;

namespace Kube.Api.Kubernetes.Core.Services;

/// <summary>The words of a service's type and policies, and what follows from them.</summary>
internal static class ServiceTypes
{
    public const string ClusterIP = "ClusterIP";
    public const string NodePort = "NodePort";
    public const string LoadBalancer = "LoadBalancer";
    public const string ExternalName = "ExternalName";
    public const string None = "None";
    public const string ClientIP = "ClientIP";
    public const string Cluster = "Cluster";
    public const string Local = "Local";
    public const string SingleStack = "SingleStack";
    public const string PreferDualStack = "PreferDualStack";
    public const string RequireDualStack = "RequireDualStack";
    public const string IPv4 = "IPv4";
    public const string IPv6 = "IPv6";

    public static readonly string[] All = [ClusterIP, ExternalName, LoadBalancer, NodePort];
    public static readonly string[] Families = [IPv4, IPv6];
    public static readonly string[] FamilyPolicies = [PreferDualStack, RequireDualStack, SingleStack];
    public static readonly string[] TrafficPolicies = [Cluster, Local];
    public static readonly string[] Protocols = ["SCTP", "TCP", "UDP"];

    public static bool IsHeadless(V1ServiceSpec spec) => spec.ClusterIPs is [None, ..];

    public static bool NeedsClusterIP(V1ServiceSpec spec) => spec.Type is ClusterIP or NodePort or LoadBalancer;

    public static bool NeedsNodePort(V1ServiceSpec spec) => spec.Type is NodePort or LoadBalancer;

    public static bool NeedsHealthCheck(V1ServiceSpec spec) => spec is { Type: LoadBalancer, ExternalTrafficPolicy: Local };

    /// <summary>Whether it can be reached from outside the cluster.</summary>
    public static bool IsExternallyAccessible(V1ServiceSpec spec) =>
        spec.Type is LoadBalancer or NodePort || (spec.Type == ClusterIP && spec.ExternalIPs?.Count > 0);
}
