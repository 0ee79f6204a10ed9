using Kube.Api.Models;
using Kube.Scheduling.Framework;
using Kube.Scheduling.Pods;

namespace Kube.Scheduling.Snapshot;

/// <summary>The cluster's nodes as columns: a node is a row, and stays in its row while it lives. A name that only pods know has a row without a node.
/// Changed by the scheduling loop between attempts, never during one.</summary>
internal sealed partial class NodeColumns
{
    private const int FirstCapacity = 64;

    private readonly Dictionary<string, int> _rows = [];
    private readonly Stack<int> _free = [];
    private string[] _names = new string[FirstCapacity];
    private V1Node?[] _nodes = new V1Node?[FirstCapacity];
    private List<PlacedPod>[] _pods = new List<PlacedPod>[FirstCapacity];
    private int[] _taintSets = new int[FirstCapacity];
    private ulong[] _present = new ulong[1];
    private ulong[] _unschedulable = new ulong[1];

    /// <summary>Rows in use, free ones in between included.</summary>
    public int RowCount { get; private set; }

    public int NodeCount { get; private set; }

    /// <summary>Always a multiple of 64.</summary>
    public int Capacity { get; private set; } = FirstCapacity;

    /// <summary>Words of a mask that covers the rows in use.</summary>
    public int Words => RowMask.WordsFor(RowCount);

    public ResourceColumns Resources { get; } = new(FirstCapacity);

    public TaintSets Taints { get; } = new();

    public RowChanges Changes { get; } = new();

    /// <summary>The rows that have a node.</summary>
    public ReadOnlySpan<ulong> Present => _present;

    public ReadOnlySpan<ulong> UnschedulableMask => _unschedulable;

    public ReadOnlySpan<int> TaintSetColumn => _taintSets;

    public bool TryFindRow(string name, out int row) => _rows.TryGetValue(name, out row);

    public bool IsNode(int row) => RowMask.Has(_present, row);

    public bool IsUnschedulable(int row) => RowMask.Has(_unschedulable, row);

    public string NameOf(int row) => _names[row];

    public V1Node? NodeAt(int row) => _nodes[row];

    public int TaintSetOf(int row) => _taintSets[row];

    public V1Taint[] TaintsOf(int row) => Taints[_taintSets[row]];

    public List<PlacedPod> PodsOf(int row) => _pods[row];

    /// <summary>Adds a node, or replaces what is known of it.</summary>
    public int SetNode(V1Node node)
    {
        var row = RowFor(node.Metadata.Name ?? "");
        if (!IsNode(row)) NodeCount++;
        _nodes[row] = node;
        RowMask.Set(_present, row, true);
        RowMask.Set(_unschedulable, row, node.Spec?.Unschedulable == true);
        var hadPreferences = Taints.HasPreferences;
        _taintSets[row] = Taints.Intern(node.Spec?.Taints);
        // Until now no shape had a reason to count taints that only ask.
        if (hadPreferences != Taints.HasPreferences) Changes.AddAll();
        SetAllocatable(row, node.Status?.Allocatable ?? node.Status?.Capacity);
        SetLabels(row, node);
        SetImages(row, node);
        Changes.Add(row);
        return row;
    }

    /// <summary>The node is a newer one in which nothing matters that is new.</summary>
    public void Refresh(int row, V1Node node)
    {
        _nodes[row] = node;
        SetImages(row, node);
    }

    public void RemoveNode(string name)
    {
        if (!_rows.TryGetValue(name, out var row) || !IsNode(row)) return;
        NodeCount--;
        _nodes[row] = null;
        RowMask.Set(_present, row, false);
        RowMask.Set(_unschedulable, row, false);
        _taintSets[row] = 0;
        SetAllocatable(row, null);
        ClearLabels(row);
        SetImages(row, null);
        Changes.Add(row);
        FreeIfEmpty(row);
    }

    public PlacedPod AddPod(PodInfo pod, string nodeName)
    {
        var row = RowFor(nodeName);
        var placed = new PlacedPod(pod, row);
        AddPod(placed);
        return placed;
    }

    /// <summary>Adds a pod to its row.</summary>
    public void AddPod(PlacedPod placed)
    {
        var row = placed.Row;
        placed.Index = _pods[row].Count;
        _pods[row].Add(placed);
        Resources.Add(row, placed.Pod.Shape.Requests, 1);
        AddPorts(row, placed.Pod.Shape.HostPorts);
        Changes.Add(row);
    }

    public void RemovePod(PlacedPod placed)
    {
        var row = placed.Row;
        var pods = _pods[row];
        var last = pods[^1];
        pods[placed.Index] = last;
        last.Index = placed.Index;
        pods.RemoveAt(pods.Count - 1);
        Resources.Add(row, placed.Pod.Shape.Requests, -1);
        RemovePorts(row, placed.Pod.Shape.HostPorts);
        Changes.Add(row);
        FreeIfEmpty(row);
    }

    /// <summary>Replaces what is known of a pod; its node's row changes only when the pod's shape does.</summary>
    public void UpdatePod(PlacedPod placed, PodInfo pod)
    {
        var old = placed.Pod;
        placed.Pod = pod;
        if (ReferenceEquals(old.Shape, pod.Shape)) return;
        Resources.Add(placed.Row, old.Shape.Requests, -1);
        Resources.Add(placed.Row, pod.Shape.Requests, 1);
        RemovePorts(placed.Row, old.Shape.HostPorts);
        AddPorts(placed.Row, pod.Shape.HostPorts);
        Changes.Add(placed.Row);
    }

    private void SetAllocatable(int row, Dictionary<string, ResourceQuantity>? quantities)
    {
        foreach (var column in Resources.All) column.Allocatable[row] = 0;
        foreach (var (name, quantity) in quantities ?? []) Resources.Of(name).Allocatable[row] = ResourceAmounts.AmountOf(name, quantity);
    }

    private int RowFor(string name)
    {
        if (_rows.TryGetValue(name, out var row)) return row;
        if (!_free.TryPop(out row))
        {
            if (RowCount == Capacity) Grow();
            row = RowCount++;
        }

        _rows.Add(name, row);
        _names[row] = name;
        _pods[row] ??= [];
        return row;
    }

    private void FreeIfEmpty(int row)
    {
        if (IsNode(row) || _pods[row].Count > 0) return;
        _rows.Remove(_names[row]);
        _free.Push(row);
    }

    private void Grow()
    {
        Capacity *= 2;
        Array.Resize(ref _names, Capacity);
        Array.Resize(ref _nodes, Capacity);
        Array.Resize(ref _pods, Capacity);
        Array.Resize(ref _taintSets, Capacity);
        Array.Resize(ref _present, Capacity >> 6);
        Array.Resize(ref _unschedulable, Capacity >> 6);
        Resources.Grow(Capacity);
        GrowLabels();
    }
}
