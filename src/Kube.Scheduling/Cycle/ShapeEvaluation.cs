using Kube.Scheduling.Framework;
using Kube.Scheduling.Pods;
using Kube.Scheduling.Snapshot;

namespace Kube.Scheduling.Cycle;

/// <summary>What is known of all nodes for the pods of one shape: which can take them and how they score. Brought up to date by looking only at the rows that
/// changed since; its memory is used again for another shape when this one is forgotten.</summary>
internal sealed class ShapeEvaluation(PluginSet plugins)
{
    private readonly object?[] _filters = new object?[plugins.LocalFilters.Length];
    private readonly object?[] _scores = new object?[plugins.LocalScores.Length];
    private readonly object?[] _normalized = new object?[plugins.NormalizedScores.Length];
    private readonly int[][] _raw = [.. plugins.NormalizedScores.Select(static _ => Array.Empty<int>())];
    private ulong[] _feasible = [];
    private int[] _totals = [];
    private readonly ShapeReasons _reasons = new(plugins.LocalFilters);
    private long _seen = -1;
    private ShapeFailure? _failure;

    public PodShape? Shape { get; private set; }

    /// <summary>For forgetting the one that was not asked for longest.</summary>
    public long UsedAt { get; set; }

    public ReadOnlySpan<ulong> Feasible(NodeColumns nodes) => _feasible.AsSpan(0, nodes.Words);

    /// <summary>Scores that need no normalization; <see cref="BestRow.None"/> for rows that cannot take the pod.</summary>
    public ReadOnlySpan<int> Totals(NodeColumns nodes) => _totals.AsSpan(0, nodes.RowCount);

    /// <summary>Scores to be normalized over the feasible rows; false: the plugin has none for this shape.</summary>
    public bool TryRaw(int plugin, NodeColumns nodes, out ReadOnlySpan<int> raw)
    {
        raw = _normalized[plugin] is null ? default : _raw[plugin].AsSpan(0, nodes.RowCount);
        return _normalized[plugin] is not null;
    }

    public object? CompiledFilter(int plugin) => _filters[plugin];

    public void Begin(PodShape shape)
    {
        Shape = shape;
        _seen = -1;
        _failure = null;
        _reasons.Forget();
    }

    /// <summary>What the local filters say of every node; the evaluation must be up to date.</summary>
    public ShapeReasons Reasons(NodeColumns nodes)
    {
        _reasons.Refresh(_filters, nodes);
        return _reasons;
    }

    public void Refresh(PodInfo pod, ClusterModel cluster)
    {
        var changes = cluster.Nodes.Changes;
        if (_seen == changes.Count) return;
        if (_seen < 0 || _totals.Length != cluster.Nodes.Capacity || !changes.CanCatchUp(_seen, cluster.Nodes.RowCount)) RefreshAll(pod, cluster);
        else
        {
            for (; _seen < changes.Count; _seen++) RefreshRow(cluster.Nodes, changes.At(_seen));
        }

        _seen = changes.Count;
    }

    /// <summary>Why no node can take the pods of this shape, kept until a node changes.</summary>
    public ShapeFailure? Failure(NodeColumns nodes) => _failure is { } failure && failure.At == nodes.Changes.Count ? failure : null;

    public void Remember(ShapeFailure failure) => _failure = failure;

    private void RefreshAll(PodInfo pod, ClusterModel cluster)
    {
        var nodes = cluster.Nodes;
        Compile(pod, cluster);
        Fit(nodes.Capacity);
        var feasible = _feasible.AsSpan(0, nodes.Words);
        nodes.Present[..nodes.Words].CopyTo(feasible);
        // Rows that come later must not find the bits of another shape.
        _feasible.AsSpan(nodes.Words).Clear();
        for (var i = 0; i < _filters.Length; i++)
            if (_filters[i] is { } compiled) plugins.LocalFilters[i].FilterAll(compiled, nodes, feasible);

        var totals = _totals.AsSpan(0, nodes.RowCount);
        totals.Clear();
        for (var i = 0; i < _scores.Length; i++)
        {
            if (_scores[i] is not { } compiled) continue;
            var (plugin, weight) = plugins.LocalScores[i];
            plugin.AddScores(compiled, nodes, feasible, weight, totals);
        }

        for (var row = 0; row < totals.Length; row++)
            if (!RowMask.Has(feasible, row)) totals[row] = BestRow.None;
        for (var i = 0; i < _normalized.Length; i++)
        {
            if (_normalized[i] is not { } compiled) continue;
            var raw = _raw[i].AsSpan(0, nodes.RowCount);
            raw.Clear();
            plugins.NormalizedScores[i].Plugin.AddScores(compiled, nodes, feasible, 1, raw);
        }
    }

    private void RefreshRow(NodeColumns nodes, int row)
    {
        var admitted = nodes.IsNode(row);
        for (var i = 0; admitted && i < _filters.Length; i++)
            if (_filters[i] is { } compiled) admitted = plugins.LocalFilters[i].Admits(compiled, nodes, row);
        RowMask.Set(_feasible, row, admitted);
        _totals[row] = admitted ? 0 : BestRow.None;
        if (!admitted) return;
        for (var i = 0; i < _scores.Length; i++)
        {
            if (_scores[i] is not { } compiled) continue;
            var (plugin, weight) = plugins.LocalScores[i];
            _totals[row] += weight * plugin.ScoreRow(compiled, nodes, row);
        }

        for (var i = 0; i < _normalized.Length; i++)
            if (_normalized[i] is { } compiled) _raw[i][row] = plugins.NormalizedScores[i].Plugin.ScoreRow(compiled, nodes, row);
    }

    private void Compile(PodInfo pod, ClusterModel cluster)
    {
        for (var i = 0; i < _filters.Length; i++) _filters[i] = plugins.LocalFilters[i].CompileFilter(pod, cluster);
        for (var i = 0; i < _scores.Length; i++) _scores[i] = plugins.LocalScores[i].Plugin.CompileScore(pod, cluster);
        for (var i = 0; i < _normalized.Length; i++) _normalized[i] = plugins.NormalizedScores[i].Plugin.CompileScore(pod, cluster);
    }

    private void Fit(int capacity)
    {
        if (_totals.Length != capacity)
        {
            _totals = new int[capacity];
            _feasible = new ulong[capacity >> 6];
        }

        for (var i = 0; i < _raw.Length; i++)
            if (_normalized[i] is not null && _raw[i].Length != capacity) _raw[i] = new int[capacity];
    }
}
