using Kube.Api.Models;
using Kube.Scheduling.Cycle;
using Kube.Scheduling.Framework;
using Kube.Scheduling.Hosting;
using Kube.Scheduling.Loop;
using Kube.Scheduling.Pods;

namespace Kube.Scheduling.Tests.Cycle;

/// <summary>On random clusters that change, the columns give the verdicts and the best nodes that plain rules give, and what is carried forward is what a rebuild gives.</summary>
public sealed class ColumnsAgainstNaiveTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 40)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Verdicts_OnRandomChangingClusters_AreTheNaiveOnes(int seed)
    {
        var random = new RandomCluster(seed);
        var nodes = Enumerable.Range(0, 5 + random.Next(150)).Select(random.Node).ToDictionary(static node => node.Metadata.Name!);
        var pods = nodes.Keys.ToDictionary(static name => name, static _ => new List<V1Pod>());
        var model = new ClusterModel();
        var shapes = new PodShapes();
        var evaluator = Profile(model).Evaluator;
        foreach (var node in nodes.Values) model.Nodes.SetNode(node);

        // A few shapes over and over, so that results are reused and carried forward.
        var templates = Enumerable.Range(0, 6).Select(random.Pod).ToArray();
        for (var step = 0; step < 60; step++)
        {
            Change(random, nodes, pods, model);
            var pod = Copy(templates[random.Next(templates.Length)], step);
            var info = shapes.Info(pod);
            var state = new CycleState();
            var naive = new NaiveScheduler([.. nodes.Values], pods);
            var placement = evaluator.Evaluate(info, state);
            var best = naive.Best(pod);
            Assert.Equal(best.Count > 0, placement.IsFound);
            Explain(placement, evaluator, info, state, naive, nodes, pod);
            if (!placement.IsFound) continue;
            var chosen = model.Nodes.NameOf(placement.Row);
            Assert.Contains(chosen, best);
            var rebuilt = Rebuilt(model);
            Assert.Contains(rebuilt.Nodes.NameOf(Profile(rebuilt).Evaluator.Evaluate(info, new()).Row), best);
            model.Place(info, chosen);
            pods[chosen].Add(pod);
        }
    }

    internal static SchedulingProfile Profile(ClusterModel model) => ProfileFactory.Make(new SchedulingProfileOptions(), model, [], ProfileParts.None);

    private static void Explain(
        Placement placement, Evaluator evaluator, PodInfo info, CycleState state, NaiveScheduler naive, Dictionary<string, V1Node> nodes, V1Pod pod)
    {
        // Named nodes are narrowed to before any filter is asked, which the naive rules do not know.
        if (info.Shape.NodeAffinity?.RequiredDuringSchedulingIgnoredDuringExecution is not null) return;
        var failure = placement.Failure ?? new FitFailure(evaluator, info, state);
        foreach (var view in evaluator.Cluster.View.Nodes)
        {
            var verdict = failure.Of(view);
            var expected = naive.Rejection(pod, nodes[view.Name]);
            Assert.Equal(expected is null, verdict.IsFeasible);
            if (expected is not null) Assert.Equal(expected.Split('+').Order(StringComparer.Ordinal), verdict.Reasons.Order(StringComparer.Ordinal));
        }
    }

    private static void Change(RandomCluster random, Dictionary<string, V1Node> nodes, Dictionary<string, List<V1Pod>> pods, ClusterModel model)
    {
        var name = nodes.Keys.ElementAt(random.Next(nodes.Count));
        switch (random.Next(4))
        {
            case 0:
                var changed = random.Node(int.Parse(name.AsSpan(1), System.Globalization.CultureInfo.InvariantCulture));
                nodes[name] = changed;
                model.Nodes.SetNode(changed);
                break;
            case 1 when pods[name].Count > 0:
                var gone = pods[name][random.Next(pods[name].Count)];
                pods[name].Remove(gone);
                Assert.True(model.TryFind(gone.Metadata.Uid!, out var placed));
                model.Remove(placed);
                break;
            case 2 when nodes.Count > 3:
                nodes.Remove(name);
                model.Nodes.RemoveNode(name);
                foreach (var pod in pods[name])
                    if (model.TryFind(pod.Metadata.Uid!, out var orphan)) model.Remove(orphan);
                pods.Remove(name);
                break;
            default:
                var added = random.Node(1000 + random.Next(1000));
                if (!nodes.TryAdd(added.Metadata.Name!, added)) break;
                pods.Add(added.Metadata.Name!, []);
                model.Nodes.SetNode(added);
                break;
        }
    }

    private static ClusterModel Rebuilt(ClusterModel model)
    {
        var rebuilt = new ClusterModel();
        Kube.Scheduling.Simulation.ClusterCopy.Of(model).ApplyTo(rebuilt);
        return rebuilt;
    }

    private static V1Pod Copy(V1Pod template, int step) => new()
    {
        Metadata = new() { Name = $"{template.Metadata.Name}-{step}", Namespace = "default", Uid = $"{template.Metadata.Uid}-{step}", Labels = template.Metadata.Labels },
        Spec = template.Spec,
    };
}
