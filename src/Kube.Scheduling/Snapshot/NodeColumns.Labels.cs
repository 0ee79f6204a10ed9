using Kube.Api.Models;

namespace Kube.Scheduling.Snapshot;

internal sealed partial class NodeColumns
{
    private readonly Dictionary<string, LabelColumn> _labels = [];

    /// <summary>The column of a label key, made now if nobody asked for it before.</summary>
    public LabelColumn LabelColumn(string key)
    {
        if (_labels.TryGetValue(key, out var column)) return column;
        column = new(key, Capacity);
        for (var row = 0; row < RowCount; row++)
            if (_nodes[row] is { } node) SetLabel(column, row, node);
        _labels.Add(key, column);
        return column;
    }

    private void SetLabels(int row, V1Node node)
    {
        foreach (var column in _labels.Values) SetLabel(column, row, node);
    }

    private void ClearLabels(int row)
    {
        foreach (var column in _labels.Values) column.Values[row] = 0;
    }

    private void SetLabel(LabelColumn column, int row, V1Node node) =>
        column.Values[row] = node.Metadata.Labels is { } labels && labels.TryGetValue(column.Key, out var value) ? column.Symbols.Intern(value) : 0;

    private void GrowLabels()
    {
        foreach (var column in _labels.Values) column.Grow(Capacity);
    }
}
