using Kube.Api.Models;

namespace Kube.Scheduling.Pods;

/// <summary>A port of the node that a pod takes.</summary>
internal readonly record struct HostPort(string Address, string Protocol, int Port)
{
    private const string AnyAddress = "0.0.0.0";

    public static HostPort[] Of(V1PodSpec? spec)
    {
        List<HostPort>? ports = null;
        if (spec is null) return [];
        foreach (var container in spec.Containers) Add(container, ref ports);
        foreach (var container in spec.InitContainers ?? [])
            if (container.RestartPolicy == "Always") Add(container, ref ports);
        return ports is null ? [] : [.. ports.Distinct()];
    }

    /// <summary>Every address stands in the way of each one, and the other way round.</summary>
    public bool Conflicts(HostPort other) =>
        Port == other.Port && Protocol == other.Protocol && (Address == other.Address || Address == AnyAddress || other.Address == AnyAddress);

    private static void Add(V1Container container, ref List<HostPort>? ports)
    {
        foreach (var port in container.Ports ?? [])
        {
            if (port.HostPort is not > 0) continue;
            (ports ??= []).Add(new(
                string.IsNullOrEmpty(port.HostIP) ? AnyAddress : port.HostIP,
                string.IsNullOrEmpty(port.Protocol) ? "TCP" : port.Protocol,
                port.HostPort.Value));
        }
    }
}
