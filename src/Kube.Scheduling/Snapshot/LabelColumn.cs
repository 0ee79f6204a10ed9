namespace Kube.Scheduling.Snapshot;

/// <summary>The values of one label key on all nodes, as symbols; 0 where a node does not have it. Made when a pod first asks about the key, kept current from then on.</summary>
internal sealed class LabelColumn(string key, int capacity)
{
    public string Key { get; } = key;

    /// <summary>The values as numbers: 1 and up, without gaps, so that an array can hold something for each.</summary>
    public SymbolTable Symbols { get; } = new();

    public int[] Values { get; private set; } = new int[capacity];

    public void Grow(int capacity)
    {
        var values = Values;
        Array.Resize(ref values, capacity);
        Values = values;
    }
}
