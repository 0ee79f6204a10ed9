using System.Globalization;
using Kube.Api.Models;
using Kube.Scheduling.Pods;

namespace Kube.Scheduling.Tests.Cycle;

/// <summary>Upstream's rules written down plainly, node by node, from the objects themselves: what the columns are held to.</summary>
internal sealed class NaiveScheduler(IReadOnlyList<V1Node> nodes, IReadOnlyDictionary<string, List<V1Pod>> pods)
{
    /// <summary>The first reason against each node, null where there is none.</summary>
    public string? Rejection(V1Pod pod, V1Node node)
    {
        var tolerations = pod.Spec!.Tolerations ?? [];
        if (node.Spec!.Unschedulable == true && !tolerations.Exists(static t => Tolerates(t, "node.kubernetes.io/unschedulable", "", "NoSchedule")))
            return "node(s) were unschedulable";
        foreach (var taint in node.Spec.Taints ?? [])
            if (taint.Effect != "PreferNoSchedule" && !tolerations.Exists(t => Tolerates(t, taint.Key, taint.Value ?? "", taint.Effect))) return "node(s) had untolerated taint(s)";
        if (!Selected(pod, node)) return "node(s) didn't match Pod's node affinity/selector";
        if (PortsTaken(pod, node)) return "node(s) didn't have free ports for the requested pod ports";
        return string.Join('+', Missing(pod, node)) is { Length: > 0 } missing ? missing : null;
    }

    /// <summary>The nodes with the highest score among those that can take the pod.</summary>
    public HashSet<string> Best(V1Pod pod)
    {
        var feasible = nodes.Where(node => Rejection(pod, node) is null).ToList();
        if (feasible.Count == 0) return [];
        var preferred = feasible.ConvertAll(node => Preferred(pod, node));
        var disliked = feasible.ConvertAll(node => Disliked(pod, node));
        var totals = feasible.Select((node, i) =>
            (preferred.Max() == 0 ? 0 : 2 * (100 * preferred[i] / preferred.Max()))
            + 3 * (disliked.Max() == 0 ? 100 : 100 - 100 * disliked[i] / disliked.Max())
            + Least(pod, node) + Balanced(pod, node)).ToList();
        return [.. feasible.Where((_, i) => totals[i] == totals.Max()).Select(static node => node.Metadata.Name!)];
    }

    private static bool Tolerates(V1Toleration toleration, string key, string value, string effect) =>
        (string.IsNullOrEmpty(toleration.Effect) || toleration.Effect == effect)
        && (string.IsNullOrEmpty(toleration.Key) || toleration.Key == key)
        && (toleration.Operator == "Exists" || (toleration.Value ?? "") == value);

    private static bool Selected(V1Pod pod, V1Node node)
    {
        foreach (var (key, value) in pod.Spec!.NodeSelector ?? [])
            if (node.Metadata.Labels!.GetValueOrDefault(key) != value) return false;
        var required = pod.Spec.Affinity?.NodeAffinity?.RequiredDuringSchedulingIgnoredDuringExecution;
        return required is null || required.NodeSelectorTerms.Exists(term => Matches(term, node));
    }

    private static bool Matches(V1NodeSelectorTerm term, V1Node node) =>
        (term.MatchExpressions ?? []).TrueForAll(expression => Matches(expression, node.Metadata.Labels!))
        && (term.MatchFields ?? []).TrueForAll(field => field.Values!.Contains(node.Metadata.Name!));

    private static bool Matches(V1NodeSelectorRequirement requirement, Dictionary<string, string> labels)
    {
        var has = labels.TryGetValue(requirement.Key, out var value);
        return requirement.Operator switch
        {
            "In" => has && requirement.Values!.Contains(value!),
            "NotIn" => !has || !requirement.Values!.Contains(value!),
            "Exists" => has,
            "DoesNotExist" => !has,
            "Gt" => has && int.Parse(value!, CultureInfo.InvariantCulture) > int.Parse(requirement.Values![0], CultureInfo.InvariantCulture),
            _ => has && int.Parse(value!, CultureInfo.InvariantCulture) < int.Parse(requirement.Values![0], CultureInfo.InvariantCulture),
        };
    }

    private static int Preferred(V1Pod pod, V1Node node) =>
        (pod.Spec!.Affinity?.NodeAffinity?.PreferredDuringSchedulingIgnoredDuringExecution ?? []).Where(term => Matches(term.Preference, node)).Sum(static term => term.Weight);

    private static int Disliked(V1Pod pod, V1Node node) =>
        (node.Spec!.Taints ?? []).Count(taint => taint.Effect == "PreferNoSchedule"
            && !(pod.Spec!.Tolerations ?? []).Exists(toleration => Tolerates(toleration, taint.Key, taint.Value ?? "", taint.Effect)));

    private static IEnumerable<V1ContainerPort> Ports(V1Pod pod) => pod.Spec!.Containers.SelectMany(static container => container.Ports ?? []).Where(static port => port.HostPort > 0);

    private static long Amount(V1Pod pod, string resource, long otherwise) =>
        pod.Spec!.Containers.Sum(container => container.Resources.Requests?.TryGetValue(resource, out var amount) == true
            ? resource == "cpu" ? amount.MilliValue : amount.Value
            : otherwise);

    private static long Allocatable(V1Node node, string resource) =>
        node.Status!.Allocatable!.TryGetValue(resource, out var amount) ? resource == "cpu" ? amount.MilliValue : amount.Value : 0;

    private static long Otherwise(string resource) => resource == "cpu" ? (long)PodRequests.DefaultMilliCpu : (long)PodRequests.DefaultMemory;

    private bool PortsTaken(V1Pod pod, V1Node node) => Ports(pod).Any(port => On(node).SelectMany(Ports).Any(other =>
        port.HostPort == other.HostPort && (port.HostIP == other.HostIP || port.HostIP is null || other.HostIP is null)));

    private List<string> Missing(V1Pod pod, V1Node node)
    {
        var missing = new List<string>();
        if (On(node).Count + 1 > Allocatable(node, "pods")) missing.Add("Too many pods");
        foreach (var resource in pod.Spec!.Containers[0].Resources.Requests?.Keys ?? Enumerable.Empty<string>())
        {
            var asked = Amount(pod, resource, 0);
            if (asked > 0 && asked > Allocatable(node, resource) - On(node).Sum(other => Amount(other, resource, 0))) missing.Add("Insufficient " + resource);
        }

        return missing;
    }

    private List<V1Pod> On(V1Node node) => pods.GetValueOrDefault(node.Metadata.Name!) ?? [];

    private long Least(V1Pod pod, V1Node node)
    {
        var scores = new List<long>();
        foreach (var resource in (string[])["cpu", "memory"])
        {
            var (has, otherwise) = (Allocatable(node, resource), Otherwise(resource));
            if (has == 0) continue;
            var used = On(node).Append(pod).Sum(other => Amount(other, resource, otherwise));
            scores.Add(used > has ? 0 : (has - used) * 100 / has);
        }

        return scores.Count == 0 ? 0 : scores.Sum() / scores.Count;
    }

    private long Balanced(V1Pod pod, V1Node node)
    {
        if (Amount(pod, "cpu", 0) == 0 && Amount(pod, "memory", 0) == 0) return 0;
        double Fraction(string resource) => Math.Min(1, (double)On(node).Append(pod).Sum(other => Amount(other, resource, 0)) / Allocatable(node, resource));
        return (long)((1 - Math.Abs((Fraction("cpu") - Fraction("memory")) / 2)) * 100);
    }
}
