namespace Kube.Scheduling.Snapshot;

/// <summary>Which rows changed, in order, as far back as anyone may care. Whoever has seen everything up to a number asks for what came after it.</summary>
internal sealed class RowChanges
{
    private const int Kept = 32_768;

    private readonly int[] _rows = new int[Kept];

    /// <summary>How many changes there were.</summary>
    public long Count { get; private set; }

    /// <summary>While there are any, changes do not count: they will be undone.</summary>
    public int Trials { get; set; }

    public void Add(int row)
    {
        if (Trials > 0) return;
        _rows[Count % Kept] = row;
        Count++;
    }

    /// <summary>Everything changed: nobody can catch up.</summary>
    public void AddAll() => Count += Kept + 1;

    /// <summary>Whether the changes after a number are still known and worth going through one by one.</summary>
    public bool CanCatchUp(long seen, int rows) => Count - seen <= Math.Min(Kept, Math.Max(rows / 4, 16));

    public int At(long number) => _rows[number % Kept];
}
