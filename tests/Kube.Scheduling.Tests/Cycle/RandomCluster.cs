using Kube.Api.Models;

namespace Kube.Scheduling.Tests.Cycle;

/// <summary>Random nodes and pods with everything that the default plugins look at, from a seed.</summary>
internal sealed class RandomCluster(int seed)
{
    private static readonly string[] s_zones = ["z1", "z2", "z3"];
    private static readonly string[] s_effects = ["NoSchedule", "PreferNoSchedule", "NoExecute"];

    private readonly Random _random = new(seed);

    public int Next(int max) => _random.Next(max);

    public V1Node Node(int i)
    {
        var node = Objects.Node($"n{i}", $"{1 + Next(8)}", $"{1 + Next(16)}Gi", $"{1 + Next(12)}");
        node.Metadata.Labels = new() { ["hostname"] = $"n{i}", ["cores"] = $"{Next(10)}" };
        if (Next(5) > 0) node.Metadata.Labels["zone"] = s_zones[Next(3)];
        if (Next(3) == 0) node.Metadata.Labels["disk"] = Next(2) == 0 ? "ssd" : "hdd";
        for (var t = Next(6); t > 3; t--) node.Tainted($"t{Next(3)}", s_effects[Next(3)], Next(2) == 0 ? "v" : null);
        if (Next(10) == 0) node.Cordoned();
        if (Next(4) == 0) node.With("example.com/gpu", $"{Next(4)}");
        return node;
    }

    public V1Pod Pod(int i)
    {
        var pod = Objects.Pod($"p{i}", Next(4) == 0 ? null : $"{Next(20) * 100}m", Next(4) == 0 ? null : $"{Next(30) * 100}Mi", labels: [$"app=a{Next(3)}"]);
        var spec = pod.Spec!;
        if (Next(8) == 0) Objects.Request(spec.Containers[0], "example.com/gpu", $"{Next(3)}");
        if (Next(6) == 0) spec.Containers[0].Ports = [new() { ContainerPort = 80, HostPort = 80 + Next(3), HostIP = Next(2) == 0 ? "127.0.0.1" : null }];
        for (var t = Next(5); t > 2; t--) (spec.Tolerations ??= []).Add(Toleration());
        if (Next(4) == 0) spec.NodeSelector = new() { ["zone"] = s_zones[Next(3)] };
        if (Next(3) == 0) spec.Affinity = new() { NodeAffinity = NodeAffinity() };
        return pod;
    }

    private V1Toleration Toleration() => Next(3) == 0
        ? new() { Operator = "Exists", Key = Next(2) == 0 ? null : $"t{Next(3)}" }
        : new() { Key = $"t{Next(3)}", Operator = "Equal", Value = Next(2) == 0 ? "v" : null, Effect = Next(2) == 0 ? null : s_effects[Next(3)] };

    private V1NodeAffinity NodeAffinity() => new()
    {
        RequiredDuringSchedulingIgnoredDuringExecution = Next(2) == 0 ? null : new() { NodeSelectorTerms = [Term(), Term()] },
        PreferredDuringSchedulingIgnoredDuringExecution = Next(2) == 0 ? null : [new() { Weight = 1 + Next(50), Preference = Term() }, new() { Weight = 1 + Next(50), Preference = Term() }],
    };

    private V1NodeSelectorTerm Term() => Next(7) switch
    {
        0 => Objects.Term("zone", "In", s_zones[Next(3)], s_zones[Next(3)]),
        1 => Objects.Term("zone", "NotIn", s_zones[Next(3)]),
        2 => Objects.Term("disk", "Exists"),
        3 => Objects.Term("disk", "DoesNotExist"),
        4 => Objects.Term("cores", "Gt", $"{Next(10)}"),
        5 => Objects.Term("cores", "Lt", $"{Next(10)}"),
        _ => Objects.Field("In", $"n{Next(20)}"),
    };
}
