using Kube.Scheduling.Plugins.Resources;
using Kube.Scheduling.Snapshot;

namespace Kube.Scheduling.Tests.Plugins;

/// <summary>Numbers as upstream's scorers give.</summary>
public sealed class ResourceScorerTests
{
    private static readonly KeyValuePair<string, int>[] s_weights = [new("cpu", 1), new("memory", 1)];

    [Fact]
    public void MostAllocated_NodesOfDifferentSizes_TheFullerScoresMore() =>
        Assert.Equal([62, 50], Scores(new MostAllocatedScorer(s_weights)));

    [Fact]
    public void MostAllocated_MoreIsAskedThanThereIs_CountsAsFull() =>
        Assert.Equal([100, 100], Scores(new MostAllocatedScorer(s_weights), "100", "100k"));

    [Fact]
    public void LeastAllocated_NodesOfDifferentSizes_TheEmptierScoresMore() =>
        Assert.Equal([37, 50], Scores(new LeastAllocatedScorer(s_weights)));

    [Fact]
    public void CapacityRatio_LineThatFalls_TheEmptierScoresMore() =>
        Assert.Equal([38, 50], Scores(new CapacityRatioScorer(s_weights, [(0, 100), (100, 0)])));

    [Fact]
    public void CapacityRatio_LineWithACorner_IsFollowedOnBothSidesOfIt()
    {
        // 75 % and 50 % in use: half way down from the corner at 50 %, and at the corner.
        Assert.Equal([63, 75], Scores(new CapacityRatioScorer([new("cpu", 1)], [(0, 0), (50, 75), (100, 50)])));
        Assert.Equal([90, 90], Scores(new CapacityRatioScorer([new("cpu", 1)], [(80, 90), (100, 100)])));
    }

    [Fact]
    public void CapacityRatio_Weights_CountResourcesByThem() =>
        Assert.Equal([31, 50], Scores(new CapacityRatioScorer([new("cpu", 3), new("memory", 1)], [(0, 100), (100, 0)])));

    private static int[] Scores(ResourceScorer scorer, string cpu = "3", string memory = "5k")
    {
        var nodes = new NodeColumns();
        var rows = (int[])[nodes.SetNode(Objects.Node("small", "4", "10k")), nodes.SetNode(Objects.Node("large", "6", "10k"))];
        var compiled = scorer.Compile(Objects.Pod("p", cpu, memory).Info(), nodes.Resources);
        var totals = new int[nodes.RowCount];
        scorer.AddScores(compiled, 1, totals);
        var each = rows.Select(row => scorer.ScoreRow(compiled, row)).ToArray();
        Assert.Equal(each, rows.Select(row => totals[row]));
        return each;
    }
}
