using Kube.Api.Models;
using Kube.Scheduling.Cycle;
using Kube.Scheduling.Framework;
using Kube.Scheduling.Pods;
using Kube.Scheduling.Preemption;
using Kube.Scheduling.Tests.Cycle;

namespace Kube.Scheduling.Tests.Preemption;

public sealed class VictimSearchTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 40)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Search_OnRandomClusters_FindsTheVictimsOfThePlainRules(int seed)
    {
        var random = new RandomCluster(seed);
        var model = new ClusterModel();
        var shapes = new PodShapes();
        var evaluator = ColumnsAgainstNaiveTests.Profile(model).Evaluator;
        for (var i = 0; i < 30; i++) model.Nodes.SetNode(random.Node(i));
        for (var i = 0; i < 120; i++) model.Place(Ranked(random, shapes, i), $"n{random.Next(30)}");
        for (var i = 0; i < 8; i++) model.Nominations.Set(Ranked(random, shapes, 500 + i), $"n{random.Next(30)}");
        var budgets = new DisruptionBudgets(random.Next(2) == 0 ? [] : [Budget("a0", 1), Budget("a1", 0)]);
        var found = 0;
        for (var attempt = 0; attempt < 10; attempt++)
        {
            var pod = Ranked(random, shapes, 1000 + attempt);
            for (var row = 0; row < model.Nodes.RowCount; row++)
            {
                var search = new VictimSearch(evaluator, pod, new(), budgets);
                var victims = search.Search(row);
                var text = NaiveVictims.Text(victims?.Pods, victims?.Violations ?? 0);
                Assert.Equal(NaiveVictims.On(row, evaluator, pod, budgets), text);
                if (text is not null) found++;
            }
        }

        Assert.True(found > 0, "nobody ever had to leave");
    }

    [Fact]
    public void Search_OnManyNodes_AllocatesLittlePerNode()
    {
        var model = new ClusterModel();
        var evaluator = ColumnsAgainstNaiveTests.Profile(model).Evaluator;
        for (var i = 0; i < 200; i++)
        {
            model.Nodes.SetNode(Objects.Node($"n{i}"));
            for (var j = 0; j < 4; j++) model.Place(Objects.Pod($"low-{i}-{j}", "900m", "500Mi").Info(), $"n{i}");
        }

        var pod = Objects.Pod("high", "3", "500Mi", static spec => spec.Priority = 10).Info();
        var search = new VictimSearch(evaluator, pod, new(), new([]));
        for (var row = 0; row < 200; row++) search.Search(row);

        var before = GC.GetAllocatedBytesForCurrentThread();
        var victims = 0;
        for (var row = 0; row < 200; row++) victims += search.Search(row)!.Pods.Count;

        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / 200, 0, 100);
        Assert.Equal(3 * 200, victims);
    }

    private static PodInfo Ranked(RandomCluster random, PodShapes shapes, int i)
    {
        var pod = random.Pod(i);
        pod.Spec!.Priority = random.Next(4);
        // Among equals who started last goes first; of those who started together either may.
        pod.Status = new() { StartTime = DateTime.UnixEpoch.AddSeconds(i) };
        // Tolerant pods that care for no node in particular meet more of them.
        pod.Spec.Tolerations = [new() { Operator = "Exists" }];
        if (random.Next(3) > 0) (pod.Spec.NodeSelector, pod.Spec.Affinity) = (null, null);
        return shapes.Info(pod);
    }

    private static V1PodDisruptionBudget Budget(string app, int allowed) => new()
    {
        Metadata = new() { Name = app, Namespace = "default", Uid = app },
        Spec = new() { Selector = new() { MatchLabels = new() { ["app"] = app } } },
        Status = new() { DisruptionsAllowed = allowed },
    };
}
