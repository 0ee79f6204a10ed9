using Kube.Api.Models;
using Kube.Scheduling.Cycle;
using Kube.Scheduling.Framework;
using Kube.Scheduling.Hosting;
using Kube.Scheduling.Pods;

namespace Kube.Scheduling.Tests.Plugins;

/// <summary>Spread and nearness on random clusters, with their incremental counts, against rules that count every pod anew.</summary>
public sealed class TopologyAgainstNaiveTests
{
    private static readonly string[] s_others =
    [
        PluginNames.NodeResourcesFit, PluginNames.NodeResourcesBalancedAllocation, PluginNames.TaintToleration, PluginNames.ImageLocality,
    ];

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 40)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Spread_OnRandomClusters_IsTheNaiveOne(int seed) => Run(seed, PluginNames.InterPodAffinity, static (random, spec) => spec.TopologySpreadConstraints =
    [
        .. Enumerable.Range(0, 1 + random.Next(2)).Select(_ => new V1TopologySpreadConstraint
        {
            MaxSkew = 1 + random.Next(2),
            MinDomains = random.Next(3) == 0 ? 3 : null,
            TopologyKey = random.Next(3) == 0 ? "kubernetes.io/hostname" : "zone",
            WhenUnsatisfiable = random.Next(2) == 0 ? "DoNotSchedule" : "ScheduleAnyway",
            LabelSelector = new() { MatchLabels = new() { ["app"] = $"a{random.Next(2)}" } },
        }),
    ]);

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Nearness_OnRandomClusters_IsTheNaiveOne(int seed) => Run(seed, PluginNames.PodTopologySpread, static (random, spec) => spec.Affinity = new()
    {
        PodAffinity = random.Next(2) == 0 ? null : new()
        {
            RequiredDuringSchedulingIgnoredDuringExecution = random.Next(2) == 0 ? null : [Term(random)],
            PreferredDuringSchedulingIgnoredDuringExecution = random.Next(2) == 0 ? null : [new() { Weight = 1 + random.Next(9), PodAffinityTerm = Term(random) }],
        },
        PodAntiAffinity = random.Next(2) == 0 ? null : new()
        {
            RequiredDuringSchedulingIgnoredDuringExecution = random.Next(2) == 0 ? null : [Term(random)],
            PreferredDuringSchedulingIgnoredDuringExecution = random.Next(2) == 0 ? null : [new() { Weight = 1 + random.Next(9), PodAffinityTerm = Term(random) }],
        },
    });

    private static V1PodAffinityTerm Term(Random random) => new()
    {
        TopologyKey = random.Next(3) == 0 ? "kubernetes.io/hostname" : "zone",
        LabelSelector = new() { MatchLabels = new() { ["app"] = $"a{random.Next(3)}" } },
        Namespaces = random.Next(4) == 0 ? ["default", "other"] : null,
        NamespaceSelector = random.Next(5) == 0 ? new() { MatchLabels = new() { ["team"] = "x" } } : null,
    };

    private static void Run(int seed, string disabled, Action<Random, V1PodSpec> constrain)
    {
        var random = new Random(seed);
        var model = new ClusterModel();
        model.NamespaceLabels["other"] = new Dictionary<string, string> { ["team"] = "x" };
        var options = new SchedulingProfileOptions();
        options.DisabledPlugins.UnionWith([.. s_others, disabled]);
        var evaluator = ProfileFactory.Make(options, model, [], ProfileParts.None).Evaluator;
        var shapes = new PodShapes();
        var nodes = new List<V1Node>();
        for (var i = 0; i < 4 + random.Next(8); i++)
        {
            var node = Objects.Node($"n{i}", labels: [$"kubernetes.io/hostname=n{i}"]);
            if (random.Next(6) > 0) node.Metadata.Labels!["zone"] = $"z{random.Next(3)}";
            nodes.Add(node);
            model.Nodes.SetNode(node);
        }

        var placed = new List<(V1Pod Pod, V1Node Node)>();
        for (var step = 0; step < 50; step++)
        {
            if (placed.Count > 0 && random.Next(4) == 0)
            {
                var gone = placed[random.Next(placed.Count)];
                placed.Remove(gone);
                Assert.True(model.TryFind(gone.Pod.Metadata.Uid!, out var known));
                model.Remove(known);
            }

            var pod = Objects.Pod($"p{step}", labels: [$"app=a{random.Next(3)}"], spec: spec => constrain(random, spec));
            if (random.Next(4) == 0) pod.Metadata.Namespace = "other";
            var info = shapes.Info(pod);
            var placement = evaluator.Evaluate(info, new());
            var naive = new NaiveTopology(nodes, placed);
            var feasible = nodes.Where(node => naive.Rejection(pod, node) is null).ToList();
            Assert.Equal(feasible.Count > 0, placement.IsFound);
            var failure = placement.Failure ?? new FitFailure(evaluator, info, new());
            foreach (var node in nodes)
            {
                Assert.True(model.View.TryGet(node.Metadata.Name!, out var view));
                Assert.Equal(naive.Rejection(pod, node), failure.Of(view).Reasons.FirstOrDefault());
            }

            // Now and then a pod lands where nobody asked it to.
            var chosen = placement.IsFound && random.Next(5) > 0 ? nodes.Find(node => node.Metadata.Name == model.Nodes.NameOf(placement.Row))! : nodes[random.Next(nodes.Count)];
            if (placement.IsFound) Assert.Contains(model.Nodes.NameOf(placement.Row), naive.Best(pod, feasible));
            placed.Add((pod, chosen));
            model.Place(info, chosen.Metadata.Name!);
        }
    }
}
