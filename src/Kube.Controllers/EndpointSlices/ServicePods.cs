using System.Net;
using System.Net.Sockets;
using Kube.Api.Models;
using Kube.Controllers.Pods;

namespace Kube.Controllers.EndpointSlices;

/// <summary>What a pod is to a service.</summary>
internal static class ServicePods
{
    /// <summary>Whether the controllers find this service's endpoints.</summary>
    public static bool IsManaged(V1Service service) => service.Spec.Type != "ExternalName" && service.Spec.Selector is { Count: > 0 };

    /// <summary>Whether the service has no address of its own.</summary>
    public static bool IsHeadless(V1Service service) => service.Spec.ClusterIP is null or "" or "None";

    /// <summary>Whether a pod has an address to be reached at.</summary>
    public static bool IsReachable(V1Pod pod, bool includeTerminating) =>
        !PodStates.IsFinished(pod)
        && (!string.IsNullOrEmpty(pod.Status.PodIP) || pod.Status.PodIPs is { Count: > 0 })
        && (includeTerminating || pod.Metadata.DeletionTimestamp is null);

    /// <summary>The address families of a service's endpoints.</summary>
    public static IReadOnlyList<string> Families(V1Service service) =>
        service.Spec.IpFamilies is { Count: > 0 } families ? families
        : service.Spec.ClusterIP is { Length: > 0 } address and not "None" ? [FamilyOf(address) ?? SliceNames.IPv4]
        : [SliceNames.IPv4];

    /// <summary><c>IPv4</c> or <c>IPv6</c>; null when the text is no address.</summary>
    public static string? FamilyOf(string address) =>
        !IPAddress.TryParse(address, out var ip) ? null : ip.AddressFamily == AddressFamily.InterNetworkV6 ? SliceNames.IPv6 : SliceNames.IPv4;

    /// <summary>A pod's addresses of a family.</summary>
    public static List<string> Addresses(V1Pod pod, string family)
    {
        var addresses = pod.Status.PodIPs is { Count: > 0 } several ? several.ConvertAll(ip => ip.Ip ?? "") : [pod.Status.PodIP ?? ""];
        addresses.RemoveAll(address => FamilyOf(address) != family);
        return addresses;
    }

    /// <summary>The name under which DNS knows the pod within the service; null when it has none there.</summary>
    public static string? Hostname(V1Service service, V1Pod pod) =>
        pod.Spec.Hostname is { Length: > 0 } name && pod.Spec.Subdomain == service.Metadata.Name && pod.Metadata.Namespace == service.Metadata.Namespace ? name : null;

    /// <summary>The number behind a service's port on a pod; null when the pod has no port of that name.</summary>
    public static int? FindPort(V1ServicePort port, V1Pod pod)
    {
        if (!port.TargetPort.IsString) return port.TargetPort.Number;
        var sidecars = (pod.Spec.InitContainers ?? []).Where(container => container.RestartPolicy == "Always");
        foreach (var container in pod.Spec.Containers.Concat(sidecars))
            foreach (var candidate in container.Ports ?? [])
                if (candidate.Name == port.TargetPort.Text && (candidate.Protocol ?? "TCP") == (port.Protocol ?? "TCP")) return candidate.ContainerPort;
        return null;
    }

    /// <summary>The pod as what an endpoint refers to.</summary>
    public static V1ObjectReference Reference(V1Pod pod) => new()
    {
        Kind = "Pod",
        Namespace = pod.Metadata.Namespace,
        Name = pod.Metadata.Name,
        Uid = pod.Metadata.Uid,
    };
}
