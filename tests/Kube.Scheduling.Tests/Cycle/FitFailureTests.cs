using Kube.Scheduling.Cycle;
using Kube.Scheduling.Pods;

namespace Kube.Scheduling.Tests.Cycle;

public sealed class FitFailureTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 20)];

    /// <summary>What is kept of a shape's reasons from attempt to attempt is what a scheduler says that looks for the first time.</summary>
    [Theory]
    [MemberData(nameof(Seeds))]
    public void Message_AfterManyChanges_IsThatOfAFreshLook(int seed)
    {
        var random = new RandomCluster(seed);
        var model = new ClusterModel();
        var shapes = new PodShapes();
        var evaluator = ColumnsAgainstNaiveTests.Profile(model).Evaluator;
        for (var i = 0; i < 80; i++) model.Nodes.SetNode(random.Node(i));
        var templates = Enumerable.Range(0, 4).Select(random.Pod).ToArray();
        for (var step = 0; step < 60; step++)
        {
            if (random.Next(3) == 0) model.Nodes.SetNode(random.Node(random.Next(90)));
            if (random.Next(20) == 0) model.Nodes.RemoveNode($"n{random.Next(80)}");
            model.Place(shapes.Info(random.Pod(1000 + step)), $"n{random.Next(80)}");
            if (random.Next(4) == 0) model.Nominations.Set(shapes.Info(random.Pod(2000 + step)), $"n{random.Next(80)}");
            var pod = shapes.Info(templates[random.Next(templates.Length)]);

            var carried = new FitFailure(evaluator, pod, new());
            var fresh = new FitFailure(ColumnsAgainstNaiveTests.Profile(model).Evaluator, pod, new());

            Assert.Equal(fresh.Message, carried.Message);
            Assert.Equal(fresh.Improvable, carried.Improvable);
            Assert.Equal(fresh.RejectedBy.Order(), carried.RejectedBy.Order());
            var rejected = model.View.Nodes.Select(carried.Of).Where(static verdict => !verdict.IsFeasible).ToArray();
            Assert.Equal(FitMessages.NotAvailable(model.Nodes.NodeCount, rejected.SelectMany(static verdict => verdict.Reasons).CountBy(static reason => reason).ToDictionary()), carried.Message);
        }
    }
}
