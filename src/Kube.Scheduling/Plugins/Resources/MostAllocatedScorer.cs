namespace Kube.Scheduling.Plugins.Resources;

/// <summary>The fuller, the better: packs pods onto few nodes.</summary>
internal sealed class MostAllocatedScorer(IReadOnlyList<KeyValuePair<string, int>> weights) : ResourceScorer(weights)
{
    public override int ScoreRow(ScoredResource[] compiled, int row)
    {
        var (scores, counted) = (0.0, 0.0);
        foreach (var resource in compiled)
        {
            var allocatable = resource.Allocatable.Allocatable[row];
            if (allocatable <= 0) continue;
            var taken = Math.Min(resource.Requested.Requested[row] + resource.Amount, allocatable);
            scores += Math.Floor(taken * MaxScore / allocatable) * resource.Weight;
            counted += resource.Weight;
        }

        return counted > 0 ? (int)Math.Floor(scores / counted) : 0;
    }
}
