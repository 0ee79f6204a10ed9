using Kube.Scheduling.Cycle;
using Kube.Scheduling.Snapshot;

namespace Kube.Scheduling.Plugins.Topology;

/// <summary>Counts by topology domain: the rows that share a label's value.</summary>
internal sealed class Domains
{
    public Domains(LabelColumn column)
    {
        Column = column;
        Counts = new long[column.Symbols.Count];
    }

    public LabelColumn Column { get; }

    /// <summary>By value; 0 is for rows without the label and stays empty.</summary>
    public long[] Counts { get; }

    public void Add(NodeColumns nodes, MatchCount count, long weight)
    {
        if (count.Total == 0) return;
        for (var row = 0; row < nodes.RowCount; row++)
        {
            var pods = count.At(row);
            if (pods != 0 && nodes.IsNode(row) && Column.Values[row] is var domain and not 0) Counts[domain] += pods * weight;
        }
    }

    public long At(int row) => Column.Values[row] is var domain and not 0 ? Counts[domain] : 0;
}
