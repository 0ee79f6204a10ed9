using Kube.Scheduling.Framework;

namespace Kube.Scheduling.Cycle;

/// <summary>How many pods of a kind are on each row.</summary>
internal sealed class MatchCount(Func<PodInfo, bool> matches)
{
    private int[] _rows = [];

    /// <summary>How many there are in all.</summary>
    public int Total { get; private set; }

    public int At(int row) => row < _rows.Length ? _rows[row] : 0;

    public bool Matches(PodInfo pod) => matches(pod);

    public void Add(int row, int change)
    {
        if (row >= _rows.Length) Array.Resize(ref _rows, Math.Max(row + 1, _rows.Length * 2));
        _rows[row] += change;
        Total += change;
    }
}
