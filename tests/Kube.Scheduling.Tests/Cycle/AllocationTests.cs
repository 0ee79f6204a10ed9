using Kube.Scheduling.Cycle;
using Kube.Scheduling.Framework;

namespace Kube.Scheduling.Tests.Cycle;

public sealed class AllocationTests
{
    [Fact]
    public void Evaluate_EqualPods_FilterAndScoreAllocateNothing()
    {
        var model = new ClusterModel();
        for (var i = 0; i < 500; i++) model.Nodes.SetNode(Objects.Node($"n{i}"));
        var evaluator = ColumnsAgainstNaiveTests.Profile(model).Evaluator;
        var pod = Objects.Pod("p", "100m", "100Mi").Info();
        var state = new CycleState();
        for (var i = 0; i < 100; i++) evaluator.Evaluate(pod, state);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++)
        {
            model.Nodes.Changes.Add(i % 500);
            evaluator.Evaluate(pod, state);
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000);
    }

    [Fact]
    public void Evaluate_EveryPodDifferent_StaysWithinItsBudget()
    {
        var model = new ClusterModel();
        for (var i = 0; i < 500; i++) model.Nodes.SetNode(Objects.Node($"n{i}"));
        var evaluator = ColumnsAgainstNaiveTests.Profile(model).Evaluator;
        var pods = Enumerable.Range(1, 600).Select(static i => Objects.Pod($"p{i}", $"{i}m", "100Mi").Info()).ToArray();
        var state = new CycleState();
        foreach (var pod in pods[..100]) evaluator.Evaluate(pod, state);

        var before = GC.GetAllocatedBytesForCurrentThread();
        foreach (var pod in pods[100..]) evaluator.Evaluate(pod, state);

        // What is compiled for a shape; nothing that grows with the number of nodes.
        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / 500, 0, 3_000);
    }
}
