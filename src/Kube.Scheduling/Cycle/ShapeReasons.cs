using System.Collections.Immutable;
using Kube.Scheduling.Framework;
using Kube.Scheduling.Snapshot;

namespace Kube.Scheduling.Cycle;

/// <summary>What the local filters say of every node to the pods of one shape, for telling users: brought up to date by asking again only about the rows that
/// changed.</summary>
internal sealed class ShapeReasons(ImmutableArray<IColumnFilter> filters)
{
    private readonly List<(Verdict Verdict, string Plugin)> _verdicts = [];
    private readonly List<int> _counts = [];
    private int[] _ofRow = [];
    private ulong[] _admitted = [];
    private long _seen = -1;

    /// <summary>The rows of nodes that no local filter rejects.</summary>
    public ReadOnlySpan<ulong> Admitted => _admitted;

    public void Forget() => _seen = -1;

    public void Refresh(object?[] compiled, NodeColumns nodes)
    {
        var changes = nodes.Changes;
        if (_seen < 0 || _ofRow.Length != nodes.Capacity || !changes.CanCatchUp(_seen, nodes.RowCount))
        {
            Begin(nodes.Capacity);
            for (var row = 0; row < nodes.RowCount; row++) Ask(compiled, nodes, row);
        }
        else
        {
            for (; _seen < changes.Count; _seen++) Ask(compiled, nodes, changes.At(_seen));
        }

        _seen = changes.Count;
    }

    /// <summary>Adds up by reason how many nodes were rejected, and by whom.</summary>
    public void AddTo(Dictionary<string, int> reasons, HashSet<string> rejectedBy)
    {
        for (var i = 0; i < _verdicts.Count; i++)
        {
            if (_counts[i] == 0) continue;
            rejectedBy.Add(_verdicts[i].Plugin);
            foreach (var reason in _verdicts[i].Verdict.Reasons) reasons[reason] = reasons.GetValueOrDefault(reason) + _counts[i];
        }
    }

    /// <summary>Adds the rows that were not rejected for good.</summary>
    public void AddImprovable(List<int> rows, int rowCount)
    {
        for (var row = 0; row < rowCount; row++)
            if (_ofRow[row] is var known and >= 0 && _verdicts[known].Verdict.Code == VerdictCode.Rejected) rows.Add(row);
    }

    private void Begin(int capacity)
    {
        _verdicts.Clear();
        _counts.Clear();
        if (_ofRow.Length != capacity)
        {
            _ofRow = new int[capacity];
            _admitted = new ulong[capacity >> 6];
        }

        _ofRow.AsSpan().Fill(-1);
        _admitted.AsSpan().Clear();
    }

    private void Ask(object?[] compiled, NodeColumns nodes, int row)
    {
        if (_ofRow[row] >= 0) _counts[_ofRow[row]]--;
        _ofRow[row] = -1;
        RowMask.Set(_admitted, row, false);
        if (!nodes.IsNode(row)) return;
        for (var i = 0; i < compiled.Length; i++)
        {
            if (compiled[i] is not { } known || filters[i].Admits(known, nodes, row)) continue;
            Count(row, filters[i].Explain(known, nodes, row), filters[i].Name);
            return;
        }

        RowMask.Set(_admitted, row, true);
    }

    private void Count(int row, Verdict verdict, string plugin)
    {
        var index = _verdicts.FindIndex(known => ReferenceEquals(known.Plugin, plugin) && known.Verdict == verdict);
        if (index < 0)
        {
            index = _verdicts.Count;
            _verdicts.Add((verdict, plugin));
            _counts.Add(0);
        }

        _counts[index]++;
        _ofRow[row] = index;
    }
}
