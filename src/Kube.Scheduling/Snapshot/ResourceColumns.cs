using System.Diagnostics.CodeAnalysis;
using Kube.Scheduling.Pods;

namespace Kube.Scheduling.Snapshot;

/// <summary>The resources of all nodes, one column each; a resource gets its column when a node offers it or a pod asks for it.</summary>
internal sealed class ResourceColumns
{
    private readonly Dictionary<string, ResourceColumn> _byName = [];
    private int _capacity;

    public ResourceColumns(int capacity)
    {
        _capacity = capacity;
        Cpu = Of(ResourceNames.Cpu);
        Memory = Of(ResourceNames.Memory);
        Pods = Of(ResourceNames.Pods);
        NonZeroCpu = new(ResourceNames.Cpu, capacity);
        NonZeroMemory = new(ResourceNames.Memory, capacity);
    }

    public ResourceColumn Cpu { get; }

    public ResourceColumn Memory { get; }

    /// <summary>Requested here is the number of pods.</summary>
    public ResourceColumn Pods { get; }

    /// <summary>What scoring takes pods for; its Allocatable is not used.</summary>
    public ResourceColumn NonZeroCpu { get; }

    public ResourceColumn NonZeroMemory { get; }

    public IEnumerable<ResourceColumn> All => _byName.Values;

    public ResourceColumn Of(string name)
    {
        if (_byName.TryGetValue(name, out var column)) return column;
        column = new(name, _capacity);
        _byName.Add(name, column);
        return column;
    }

    public bool TryFind(string name, [NotNullWhen(true)] out ResourceColumn? column) => _byName.TryGetValue(name, out column);

    public void Grow(int capacity)
    {
        _capacity = capacity;
        foreach (var column in _byName.Values) column.Grow(capacity);
        NonZeroCpu.Grow(capacity);
        NonZeroMemory.Grow(capacity);
    }

    public void Add(int row, PodRequests requests, double times)
    {
        foreach (var (name, amount) in requests.Amounts) Of(name).Requested[row] += amount * times;
        Pods.Requested[row] += times;
        NonZeroCpu.Requested[row] += requests.NonZeroCpu * times;
        NonZeroMemory.Requested[row] += requests.NonZeroMemory * times;
    }
}
