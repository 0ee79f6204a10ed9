namespace Kube.Scheduling.Plugins.Resources;

/// <summary>Scores what would be taken along a broken line that the profile draws.</summary>
internal sealed class CapacityRatioScorer(
    IReadOnlyList<KeyValuePair<string, int>> weights, IReadOnlyList<(int Utilization, int Score)> line) : ResourceScorer(weights)
{
    public override int ScoreRow(ScoredResource[] compiled, int row)
    {
        var (scores, counted) = (0L, 0L);
        foreach (var resource in compiled)
        {
            var allocatable = (long)resource.Allocatable.Allocatable[row];
            if (allocatable == 0) continue;
            var requested = (long)(resource.Requested.Requested[row] + resource.Amount);
            var score = OnLine(requested > allocatable ? 100 : requested * 100 / allocatable);
            if (score <= 0) continue;
            scores += score * resource.Weight;
            counted += resource.Weight;
        }

        return counted == 0 ? 0 : (int)Math.Round((double)scores / counted, MidpointRounding.AwayFromZero);
    }

    private long OnLine(long utilization)
    {
        for (var i = 0; i < line.Count; i++)
        {
            if (utilization > line[i].Utilization) continue;
            if (i == 0) return line[0].Score;
            var (from, to) = (line[i - 1], line[i]);
            return from.Score + (long)(to.Score - from.Score) * (utilization - from.Utilization) / (to.Utilization - from.Utilization);
        }

        return line[^1].Score;
    }
}
