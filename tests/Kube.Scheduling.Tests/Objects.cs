using Kube.Api.Models;
using Kube.Scheduling.Framework;
using Kube.Scheduling.Pods;

namespace Kube.Scheduling.Tests;

/// <summary>Nodes and pods for tests, in few words.</summary>
internal static class Objects
{
    private static int s_uids;

    public static V1Node Node(string name, string cpu = "4", string memory = "32Gi", string pods = "110", params string[] labels) => new()
    {
        ApiVersion = "v1",
        Kind = "Node",
        Metadata = new() { Name = name, Labels = labels.Length == 0 ? null : labels.Select(static label => label.Split('=')).ToDictionary(static pair => pair[0], static pair => pair[1]) },
        Spec = new(),
        Status = new()
        {
            Capacity = new() { ["cpu"] = new(cpu), ["memory"] = new(memory), ["pods"] = new(pods) },
            Allocatable = new() { ["cpu"] = new(cpu), ["memory"] = new(memory), ["pods"] = new(pods) },
        },
    };

    public static V1Node Tainted(this V1Node node, string key, string effect, string? value = null)
    {
        (node.Spec!.Taints ??= []).Add(new() { Key = key, Effect = effect, Value = value });
        return node;
    }

    public static V1Node Cordoned(this V1Node node)
    {
        node.Spec!.Unschedulable = true;
        return node;
    }

    public static V1Node With(this V1Node node, string resource, string amount)
    {
        node.Status!.Allocatable![resource] = new(amount);
        return node;
    }

    public static V1Pod Pod(string name, string? cpu = null, string? memory = null, Action<V1PodSpec>? spec = null, params string[] labels)
    {
        var pod = new V1Pod
        {
            ApiVersion = "v1",
            Kind = "Pod",
            Metadata = new()
            {
                Name = name,
                Namespace = "default",
                Uid = $"uid-{Interlocked.Increment(ref s_uids)}",
                Labels = labels.Length == 0 ? null : labels.Select(static label => label.Split('=')).ToDictionary(static pair => pair[0], static pair => pair[1]),
            },
            Spec = new() { Containers = [new() { Name = "c", Image = "image" }] },
        };
        Request(pod.Spec.Containers[0], "cpu", cpu);
        Request(pod.Spec.Containers[0], "memory", memory);
        spec?.Invoke(pod.Spec);
        return pod;
    }

    public static void Request(V1Container container, string resource, string? amount)
    {
        if (amount is not null) (container.Resources.Requests ??= [])[resource] = new(amount);
    }

    public static PodInfo Info(this V1Pod pod) => new(pod, new PodShape(pod));

    public static V1NodeSelectorTerm Term(string key, string op, params string[] values) =>
        new() { MatchExpressions = [new() { Key = key, Operator = op, Values = values.Length == 0 ? null : [.. values] }] };

    public static V1NodeSelectorTerm Field(string op, params string[] names) =>
        new() { MatchFields = [new() { Key = "metadata.name", Operator = op, Values = [.. names] }] };

    public static Action<V1PodSpec> Required(params V1NodeSelectorTerm[] terms) =>
        spec => spec.Affinity = new() { NodeAffinity = new() { RequiredDuringSchedulingIgnoredDuringExecution = new() { NodeSelectorTerms = [.. terms] } } };
}
