using System.Net;
using Kube.Api.Client;
using Kube.Api.Models;

namespace Kube.Node.NetworkPolicy;

/// <summary>A pod as policies see it. Immutable.</summary>
/// <param name="Key">Its name.</param>
/// <param name="Labels">Its labels.</param>
/// <param name="Addresses">Its addresses.</param>
/// <param name="Ports">Its named ports.</param>
/// <param name="IsHere">Whether it is on this node.</param>
internal sealed record PolicyPod(
    ObjectKey Key, IReadOnlyDictionary<string, string> Labels, IReadOnlyList<IPAddress> Addresses, IReadOnlyList<PolicyPort> Ports, bool IsHere)
{
    /// <summary>Null for one that no policy is about: without an address of its own, or at its end.</summary>
    public static PolicyPod? Of(V1Pod pod, string node)
    {
        if (pod.Spec.HostNetwork == true || pod.Status?.Phase is "Succeeded" or "Failed") return null;
        var texts = pod.Status?.PodIPs is { Count: > 0 } several ? several.Select(entry => entry.Ip) : [pod.Status?.PodIP ?? ""];
        var addresses = texts.Select(text => IPAddress.TryParse(text, out var address) ? address : null).OfType<IPAddress>().ToList();
        if (addresses.Count == 0) return null;
        var ports = pod.Spec.Containers.Concat(pod.Spec.InitContainers ?? []).SelectMany(container => container.Ports ?? [])
            .Where(port => port.Name is { Length: > 0 })
            .Select(port => new PolicyPort(port.Name!, port.Protocol ?? "TCP", port.ContainerPort)).ToList();
        return new(new(pod.Metadata.Namespace!, pod.Metadata.Name!), pod.Metadata.Labels ?? [], addresses, ports, pod.Spec.NodeName == node);
    }

    /// <summary>Whether another is the same to every policy.</summary>
    public bool IsAlike(PolicyPod other) =>
        IsHere == other.IsHere && Addresses.SequenceEqual(other.Addresses) && Ports.SequenceEqual(other.Ports)
        && Labels.Count == other.Labels.Count && Labels.All(label => other.Labels.TryGetValue(label.Key, out var value) && value == label.Value);
}

/// <summary>A port with a name.</summary>
internal sealed record PolicyPort(string Name, string Protocol, int Number);
