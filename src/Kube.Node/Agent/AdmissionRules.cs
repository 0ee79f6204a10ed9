using System.Collections.ObjectModel;
using Kube.Api.Models;
using Kube.Api.Selectors;
using Kube.Node.Status;

namespace Kube.Node.Agent;

/// <summary>The rules of admission. Pure.</summary>
internal static class AdmissionRules
{
    /// <param name="pod">The pod that comes.</param>
    /// <param name="held">What the others hold.</param>
    /// <param name="node">The node.</param>
    public static PodVerdict? Check(V1Pod pod, NodeLedger held, NodeFacts node) =>
        CheckMachine(pod, node) ?? CheckResources(pod, held, node) ?? CheckAffinity(pod, node) ?? CheckPorts(pod, held);

    /// <summary>The same without resources, which a pod that the node cannot do without need not find: they are made free for it.</summary>
    public static PodVerdict? CheckAllButResources(V1Pod pod, NodeLedger held, NodeFacts node) => CheckMachine(pod, node) ?? CheckAffinity(pod, node) ?? CheckPorts(pod, held);

    private static PodVerdict? CheckMachine(V1Pod pod, NodeFacts node)
    {
        if (pod.Spec.Os is { Name: { Length: > 0 } os } && os != "linux")
            return new("PodOSNotSupported", "Failed to admit pod as the OS field doesn't match node OS");
        if (pod.Spec.NodeSelector?.GetValueOrDefault("kubernetes.io/os") is { } wanted && wanted != "linux")
            return new("PodOSSelectorNodeLabelDoesNotMatch", "Failed to admit pod as the `kubernetes.io/os` label doesn't match node label");
        return SysctlRules.Check(pod, node);
    }

    /// <summary>Whether the node has room for what a pod asks for beside the others.</summary>
    public static PodVerdict? CheckResources(V1Pod pod, NodeLedger held, NodeFacts node) => Shortages(pod, held, node).FirstOrDefault()?.Verdict;

    /// <summary>What the node has too little of.</summary>
    public static IEnumerable<Shortage> Shortages(V1Pod pod, NodeLedger held, NodeFacts node)
    {
        if (node.Allocatable.Count == 0) yield break;
        if (node.Allocatable.GetValueOrDefault("pods")?.Value is { } most && held.Count + 1 > most) yield return new("pods", 1, held.Count, most);
        foreach (var (name, asked) in RequestsOf(pod).OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            if (asked == 0) continue;
            var used = held.Sum(name);
            var capacity = node.Allocatable.GetValueOrDefault(name)?.ToDecimal() ?? 0;
            if (asked + used > capacity) yield return new(name, asked, used, capacity);
        }
    }

    /// <summary>All that a pod takes of a node, by resource.</summary>
    public static IReadOnlyDictionary<string, decimal> RequestsOf(V1Pod pod)
    {
        var names = PodFacts.Containers(pod).SelectMany(pair => pair.Container.Resources?.Requests?.Keys ?? Enumerable.Empty<string>())
            .Concat(pod.Spec.Resources?.Requests?.Keys ?? Enumerable.Empty<string>()).Concat(pod.Spec.Overhead?.Keys ?? Enumerable.Empty<string>());
        var requests = names.Distinct(StringComparer.Ordinal).ToDictionary(name => name, name => RequestOf(pod, name), StringComparer.Ordinal);
        return requests.Count == 0 ? ReadOnlyDictionary<string, decimal>.Empty : requests;
    }

    /// <summary>What a pod takes of a node: the sum of its containers, or the most that its init containers take on the way, and its overhead.</summary>
    public static decimal RequestOf(V1Pod pod, string resource)
    {
        if (pod.Spec.Resources?.Requests?.GetValueOrDefault(resource) is { } whole) return whole.ToDecimal() + Overhead(pod, resource);
        var (sidecars, peak) = (0m, 0m);
        foreach (var container in pod.Spec.InitContainers ?? [])
        {
            var own = Amount(container.Resources?.Requests, resource);
            if (PodFacts.IsSidecar(container)) peak = Math.Max(peak, sidecars += own);
            else peak = Math.Max(peak, sidecars + own);
        }

        var sum = sidecars + pod.Spec.Containers.Sum(container => Amount(container.Resources?.Requests, resource));
        return Math.Max(sum, peak) + Overhead(pod, resource);
    }

    public static IEnumerable<(string Protocol, string Address, int Port)> HostPorts(V1Pod pod) =>
        pod.Spec.Containers.Concat((pod.Spec.InitContainers ?? []).Where(PodFacts.IsSidecar))
            .SelectMany(container => container.Ports ?? [])
            .Where(port => port.HostPort > 0)
            .Select(port => (port.Protocol ?? "TCP", port.HostIP ?? "", port.HostPort ?? 0));

    private static PodVerdict? CheckAffinity(V1Pod pod, NodeFacts node) =>
        NodeSelectors.IsRequiredBy(pod.Spec, node.NodeName, node.Labels)
            ? null
            : new("NodeAffinity", "Predicate NodeAffinity failed: node(s) didn't match Pod's node affinity/selector");

    private static PodVerdict? CheckPorts(V1Pod pod, NodeLedger held)
    {
        foreach (var port in HostPorts(pod))
        {
            foreach (var other in held.Addresses(port.Protocol, port.Port))
                if (other == port.Address || IsAny(other) || IsAny(port.Address))
                    return new("NodePorts", "Predicate NodePorts failed: node(s) didn't have free ports for the requested pod ports");
        }

        return null;
    }

    private static bool IsAny(string address) => address is "" or "0.0.0.0" or "::";

    private static decimal Overhead(V1Pod pod, string resource) => Amount(pod.Spec.Overhead, resource);

    private static decimal Amount(Dictionary<string, ResourceQuantity>? amounts, string resource) => amounts?.GetValueOrDefault(resource)?.ToDecimal() ?? 0;
}
