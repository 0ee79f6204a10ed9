using System.Numerics;
using Kube.Scheduling.Framework;
using Kube.Scheduling.Snapshot;

namespace Kube.Scheduling.Cycle;

/// <summary>Finds the best node for a pod. All nodes are looked at, always: what is known of a pod's shape is brought up to date, then comes what cannot be reused.</summary>
/// <remarks><code>
/// narrow to named nodes ─► local filters and scores (reused) ─► global filters ─► nominated pods ─► own filters ─► normalized, global, own scores ─► best
/// </code></remarks>
internal sealed partial class Evaluator(PluginSet plugins, ClusterModel cluster)
{
    private readonly ShapeEvaluations _shapes = new(plugins);
    private readonly EvaluationScratch _scratch = new();
    private readonly object?[] _globalFilters = new object?[plugins.GlobalFilters.Length];
    private readonly object?[] _globalScores = new object?[plugins.GlobalScores.Length];
    private readonly bool[] _skippedFilters = new bool[plugins.Filters.Length];
    private int _start;

    public PluginSet Plugins => plugins;

    public ClusterModel Cluster => cluster;

    /// <summary>One attempt.</summary>
    public Placement Evaluate(PodInfo pod, CycleState state)
    {
        if (cluster.Nodes.NodeCount == 0) return Placement.None(new FitFailure(this, pod, state) { Message = FitMessages.NoNodes });
        var names = (IReadOnlyCollection<string>?)null;
        var narrowedBy = (List<string>?)null;
        foreach (var narrowing in plugins.Narrowings)
            if (Narrow(narrowing.Narrow(pod), narrowing.Name, ref names, ref narrowedBy) is { } reason) return Rejected(pod, state, reason, narrowing.Name);
        for (var i = 0; i < _skippedFilters.Length; i++) _skippedFilters[i] = false;
        foreach (var plugin in plugins.PreFilters)
        {
            var result = plugin.PreFilter(state, pod, cluster.View);
            if (Narrow(result, plugin.Name, ref names, ref narrowedBy) is { } reason) return Rejected(pod, state, reason, plugin.Name);
            if (result.Verdict.Code == VerdictCode.Skip) SkipFilter(plugin);
        }

        return Choose(pod, state, names, narrowedBy);
    }

    private Placement Choose(PodInfo pod, CycleState state, IReadOnlyCollection<string>? names, List<string>? narrowedBy)
    {
        CompileGlobal(pod);
        _scratch.Fit(cluster.Nodes);
        // Room was made for it there, so it is tried there first.
        if (cluster.Nominations.Count > 0 && cluster.Nominations.NodeOf(pod.Uid) is { } nominated && names?.Contains(nominated) != false)
        {
            var there = AmongNamed(pod, state, [nominated]);
            if (there >= 0) return Placement.At(there);
        }

        var row = names is null ? AmongAll(pod, state) : AmongNamed(pod, state, names);
        if (row >= 0) return Placement.At(row);
        return Placement.None(new FitFailure(this, pod, state) { Names = names, NarrowedBy = narrowedBy ?? [] });
    }

    private int AmongAll(PodInfo pod, CycleState state)
    {
        var nodes = cluster.Nodes;
        var evaluation = _shapes.For(pod.Shape);
        evaluation.Refresh(pod, cluster);
        if (!NeedsMore(evaluation)) return Pick(evaluation.Totals(nodes));
        var mask = _scratch.Mask(nodes);
        evaluation.Feasible(nodes).CopyTo(mask);
        if (!KeepFeasible(pod, state, mask, out var only)) return -1;
        if (only >= 0) return only;
        var totals = _scratch.Totals(nodes);
        evaluation.Totals(nodes).CopyTo(totals);
        for (var i = 0; i < plugins.NormalizedScores.Length; i++)
        {
            if (evaluation.TryRaw(i, nodes, out var raw))
                ScoreNormalizer.Add(plugins.NormalizedScores[i].Plugin.Normalization, raw, mask, plugins.NormalizedScores[i].Weight, totals);
        }

        return PickScored(pod, state, mask, totals);
    }

    /// <summary>Few nodes come into question: they are looked at one by one.</summary>
    private int AmongNamed(PodInfo pod, CycleState state, IReadOnlyCollection<string> names)
    {
        var nodes = cluster.Nodes;
        var mask = _scratch.Mask(nodes);
        mask.Clear();
        foreach (var name in names)
        {
            if (nodes.TryFindRow(name, out var row) && nodes.IsNode(row) && AdmitsLocally(pod, row)) RowMask.Set(mask, row, true);
        }

        if (!KeepFeasible(pod, state, mask, out var only)) return -1;
        if (only >= 0) return only;
        var totals = _scratch.Totals(nodes);
        totals.Clear();
        foreach (var (plugin, weight) in plugins.LocalScores)
            if (plugin.CompileScore(pod, cluster) is { } compiled) plugin.AddScores(compiled, nodes, mask, weight, totals);
        foreach (var (plugin, weight) in plugins.NormalizedScores)
        {
            if (plugin.CompileScore(pod, cluster) is not { } compiled) continue;
            var raw = _scratch.Scores(nodes);
            raw.Clear();
            plugin.AddScores(compiled, nodes, mask, 1, raw);
            ScoreNormalizer.Add(plugin.Normalization, raw, mask, weight, totals);
        }

        return PickScored(pod, state, mask, totals);
    }

    private bool NeedsMore(ShapeEvaluation evaluation)
    {
        if (plugins.Filters.Length > 0 || plugins.Scores.Length > 0 || cluster.Nominations.Count > 0) return true;
        foreach (var compiled in _globalFilters)
            if (compiled is not null) return true;
        foreach (var compiled in _globalScores)
            if (compiled is not null) return true;
        for (var i = 0; i < plugins.NormalizedScores.Length; i++)
            if (evaluation.TryRaw(i, cluster.Nodes, out _)) return true;
        return false;
    }

    private bool AdmitsLocally(PodInfo pod, int row)
    {
        CompileForJudging(pod);
        for (var i = 0; i < _judging.Length; i++)
            if (_judging[i] is { } compiled && !plugins.LocalFilters[i].Admits(compiled, cluster.Nodes, row)) return false;
        return true;
    }

    /// <summary>Takes out what the filters reject whose verdicts cannot be reused. If one row is left, it needs no scores.</summary>
    /// <returns>Whether any is left.</returns>
    private bool KeepFeasible(PodInfo pod, CycleState state, Span<ulong> mask, out int only)
    {
        only = -1;
        for (var i = 0; i < _globalFilters.Length; i++)
            if (_globalFilters[i] is { } compiled) plugins.GlobalFilters[i].FilterAll(compiled, cluster.Nodes, mask);
        if (cluster.Nominations.Count > 0) LeaveToNominated(pod, mask);
        if (plugins.Filters.Length > 0) AskFilters(pod, state, mask);
        var count = RowMask.Count(mask);
        if (count == 1) only = First(mask);
        return count > 0;
    }

    private void AskFilters(PodInfo pod, CycleState state, Span<ulong> mask)
    {
        for (var word = 0; word < mask.Length; word++)
        {
            for (var bits = mask[word]; bits != 0; bits &= bits - 1)
            {
                var row = (word << 6) + BitOperations.TrailingZeroCount(bits);
                if (!AskFilters(pod, state, row).IsFeasible) RowMask.Set(mask, row, false);
            }
        }
    }

    private Verdict AskFilters(PodInfo pod, CycleState state, int row)
    {
        for (var i = 0; i < plugins.Filters.Length; i++)
        {
            if (_skippedFilters[i]) continue;
            var verdict = plugins.Filters[i].Filter(state, pod, new NodeView(cluster.Nodes, row));
            if (!verdict.IsFeasible) return verdict;
        }

        return Verdict.Feasible;
    }

    private void SkipFilter(IPreFilterPlugin plugin)
    {
        for (var i = 0; i < plugins.Filters.Length; i++)
            if (ReferenceEquals(plugins.Filters[i], plugin)) _skippedFilters[i] = true;
    }

    private void CompileGlobal(PodInfo pod)
    {
        for (var i = 0; i < _globalFilters.Length; i++) _globalFilters[i] = plugins.GlobalFilters[i].CompileFilter(pod, cluster);
        for (var i = 0; i < _globalScores.Length; i++) _globalScores[i] = plugins.GlobalScores[i].Plugin.CompileScore(pod, cluster);
    }

    private Placement Rejected(PodInfo pod, CycleState state, string reason, string plugin) =>
        Placement.None(new FitFailure(this, pod, state) { PreFilterMessage = reason, PreFilterPlugin = plugin });

    /// <returns>Why no node can take the pod; null: go on.</returns>
    private static string? Narrow(PreFilterResult result, string plugin, ref IReadOnlyCollection<string>? names, ref List<string>? narrowedBy)
    {
        if (!result.Verdict.IsFeasible) return string.Join(", ", result.Verdict.Reasons);
        if (result.NodeNames is not { } limit) return null;
        (narrowedBy ??= []).Add(plugin);
        names = names is null ? limit : [.. names.Intersect(limit)];
        if (names.Count > 0) return null;
        narrowedBy.Sort(StringComparer.Ordinal);
        var listed = $"node(s) didn't satisfy plugin(s) [{string.Join(' ', narrowedBy)}]";
        return narrowedBy.Count == 1 ? listed : listed + " simultaneously";
    }

    private static int First(ReadOnlySpan<ulong> mask)
    {
        for (var word = 0; word < mask.Length; word++)
            if (mask[word] != 0) return (word << 6) + BitOperations.TrailingZeroCount(mask[word]);
        return -1;
    }
}
