using System.Numerics;
using Kube.Scheduling.Framework;
using Kube.Scheduling.Snapshot;

namespace Kube.Scheduling.Cycle;

internal sealed partial class Evaluator
{
    private int PickScored(PodInfo pod, CycleState state, ReadOnlySpan<ulong> mask, Span<int> totals)
    {
        for (var i = 0; i < _globalScores.Length; i++)
        {
            if (_globalScores[i] is not { } compiled) continue;
            var (plugin, weight) = plugins.GlobalScores[i];
            var raw = _scratch.Scores(cluster.Nodes);
            raw.Clear();
            plugin.AddScores(compiled, cluster.Nodes, mask, 1, raw);
            ScoreNormalizer.Add(plugin.Normalization, raw, mask, weight, totals);
        }

        if (plugins.Scores.Length > 0) AddOwnScores(pod, state, mask, totals);
        for (var row = 0; row < totals.Length; row++)
            if (!RowMask.Has(mask, row)) totals[row] = BestRow.None;
        return Pick(totals);
    }

    private void AddOwnScores(PodInfo pod, CycleState state, ReadOnlySpan<ulong> mask, Span<int> totals)
    {
        var skipped = new HashSet<ISchedulingPlugin>();
        foreach (var plugin in plugins.PreScores)
            if (plugin.PreScore(state, pod, cluster.View).Code == VerdictCode.Skip) skipped.Add(plugin);
        var count = RowMask.Count(mask);
        foreach (var (plugin, weight) in plugins.Scores)
        {
            if (skipped.Contains(plugin)) continue;
            var scores = _scratch.Custom(count);
            var at = 0;
            for (var word = 0; word < mask.Length; word++)
            {
                for (var bits = mask[word]; bits != 0; bits &= bits - 1)
                    scores[at++] = plugin.Score(state, pod, new NodeView(cluster.Nodes, (word << 6) + BitOperations.TrailingZeroCount(bits)));
            }

            (plugin as IScoreNormalizer)?.Normalize(state, pod, scores);
            at = 0;
            for (var word = 0; word < mask.Length; word++)
            {
                for (var bits = mask[word]; bits != 0; bits &= bits - 1)
                    totals[(word << 6) + BitOperations.TrailingZeroCount(bits)] += (int)(scores[at++] * weight);
            }
        }
    }

    private int Pick(ReadOnlySpan<int> totals)
    {
        var row = BestRow.Find(totals, _start);
        if (row >= 0) _start = row + 1;
        return row;
    }
}
