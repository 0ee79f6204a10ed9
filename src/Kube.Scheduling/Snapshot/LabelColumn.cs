namespace Kube.Scheduling.Snapshot;

/// <summary>The values of one label key on all nodes, as symbols; 0 where a node does not have it. Made when a pod first asks about the key, kept current from then on.</summary>
internal sealed class LabelColumn(string key, int capacity)
{
    public string Key { get; } = key;

    public int[] Values { get; private set; } = new int[capacity];

    public void Grow(int capacity)
    {
        var values = Values;
        Array.Resize(ref values, capacity);
        Values = values;
    }
}
