using Kube.Api.Models;
using Kube.Scheduling.Cycle;
using Kube.Scheduling.Framework;
using Kube.Scheduling.Loop;
using Kube.Scheduling.Plugins;
using Kube.Scheduling.Pods;
using Kube.Scheduling.Queue;
using Kube.Tests.Shared;

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

        Assert.InRange(
            Allocations.Least(() =>
            {
                for (var i = 0; i < 1_000; i++)
                {
                    model.Nodes.Changes.Add(i % 500);
                    evaluator.Evaluate(pod, state);
                }
            }),
            0, 1_000);
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

    /// <summary>All that the scheduling loop itself does for a pod: it comes, is tried, counts on its node, and is seen there.</summary>
    [Fact]
    public void Loop_OnePodFromItsArrivalToItsNode_StaysWithinItsBudget()
    {
        const int Pods = 4_000;
        var model = new ClusterModel();
        for (var i = 0; i < 200; i++) model.Nodes.SetNode(Objects.Node($"n{i}", cpu: "64"));
        var profile = ColumnsAgainstNaiveTests.Profile(model);
        var hints = new RequeueHintTable(profile.Plugins.Plugins);
        var queue = new SchedulingQueue(new PrioritySortPlugin(), hints, static _ => Verdict.Feasible, new Promises(model), QueueTimes.Default, TimeProvider.System);
        var updates = new ClusterUpdates(model, queue, new PodShapes(), static _ => true);
        var coming = Enumerable.Range(0, Pods).Select(static i => Objects.Pod($"p{i}", "100m", "100Mi")).ToArray();
        var bound = coming.Select(static pod => (V1Pod)KubernetesTypes.Codec<V1Pod>().DeepClone(pod)).ToArray();
        for (var i = 0; i < Pods / 2; i++) Schedule(i);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = Pods / 2; i < Pods; i++) Schedule(i);

        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / (Pods / 2), 0, 1_000);
        Assert.Equal(Pods, model.Pods.Count);

        void Schedule(int i)
        {
            updates.Pod(coming[i]);
            Assert.True(queue.TryPop(out var queued));
            var nodeName = model.Nodes.NameOf(profile.Evaluator.Evaluate(queued.Pod, new CycleState()).Row);
            model.Place(queued.Pod, nodeName).IsAssumed = true;
            queue.Remove(queued.Pod.Uid);
            bound[i].Spec!.NodeName = nodeName;
            updates.Pod(bound[i]);
        }
    }
}
