using Kube.Api.Kubernetes.PodTemplates;
using Kube.Api.Models;

namespace Kube.Api.Kubernetes.Core.Pods;

/// <summary>A pod's defaults: those of every specification, and some that a template does not have.</summary>
internal static class PodDefaults
{
    /// <summary>Fills in what is missing. Idempotent.</summary>
    public static void Apply(V1Pod pod)
    {
        PodAnnotations.DropInitContainerAnnotations(pod.Metadata);
        if (pod.Spec is { } spec) Apply(spec);
        if (pod.Status is { } status) Apply(status);
    }

    private static void Apply(V1PodSpec spec)
    {
        PodSpecDefaults.Apply(spec);
        foreach (var container in spec.Containers.OrEmpty().Concat(spec.InitContainers.OrEmpty())) RequestLimits(container.Resources);
        PodLevelDefaults.Apply(spec);
        spec.EnableServiceLinks ??= true;
        if (spec.HostNetwork == true) HostPorts(spec);
    }

    /// <summary>Who limits a resource and does not say how much is needed, needs all of it.</summary>
    private static void RequestLimits(V1ResourceRequirements? resources)
    {
        if (resources?.Limits is not { } limits) return;
        resources.Requests ??= [];
        foreach (var (name, limit) in limits) resources.Requests.TryAdd(name, limit);
    }

    private static void HostPorts(V1PodSpec spec)
    {
        foreach (var container in spec.Containers.OrEmpty().Concat(spec.InitContainers.OrEmpty()))
        {
            foreach (var port in container.Ports.OrEmpty())
            {
                if ((port.HostPort ?? 0) == 0) port.HostPort = port.ContainerPort;
            }
        }
    }

    /// <summary>The address and the first of the addresses are one; when a client lets them differ, the single one wins.</summary>
    private static void Apply(V1PodStatus status)
    {
        if (!string.IsNullOrEmpty(status.PodIP))
        {
            if (status.PodIPs.Count() == 0 || status.PodIPs![0].Ip != status.PodIP) status.PodIPs = [new V1PodIP { Ip = status.PodIP }];
        }
        else if (status.PodIPs.Count() > 0)
        {
            status.PodIP = status.PodIPs![0].Ip;
        }
    }
}
