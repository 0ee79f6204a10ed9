using Kube.Scheduling.Snapshot;

namespace Kube.Scheduling.Cycle;

/// <summary>Working memory of one attempt, used again by the next.</summary>
internal sealed class EvaluationScratch
{
    private ulong[] _mask = [];
    private int[] _totals = [];
    private int[] _scores = [];
    private long[] _custom = [];

    public Span<ulong> Mask(NodeColumns nodes) => _mask.AsSpan(0, nodes.Words);

    public Span<int> Totals(NodeColumns nodes) => _totals.AsSpan(0, nodes.RowCount);

    public Span<int> Scores(NodeColumns nodes) => _scores.AsSpan(0, nodes.RowCount);

    public Span<long> Custom(int count) => (_custom.Length >= count ? _custom : _custom = new long[count]).AsSpan(0, count);

    public void Fit(NodeColumns nodes)
    {
        if (_totals.Length == nodes.Capacity) return;
        _mask = new ulong[nodes.Capacity >> 6];
        _totals = new int[nodes.Capacity];
        _scores = new int[nodes.Capacity];
    }
}
