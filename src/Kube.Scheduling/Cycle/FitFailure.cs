using System.Runtime.InteropServices;
using Kube.Scheduling.Framework;
using Kube.Scheduling.Snapshot;

namespace Kube.Scheduling.Cycle;

/// <summary>Why a pod fits nowhere; worked out when someone asks. Valid until the cluster changes.</summary>
internal sealed class FitFailure(Evaluator evaluator, PodInfo pod, CycleState state) : FilterOutcome
{
    private readonly HashSet<string> _rejectedBy = [];
    private string? _message;

    public override ClusterView Cluster => evaluator.Cluster.View;

    /// <summary>The only nodes that came into question; null: all.</summary>
    public IReadOnlyCollection<string>? Names { get; init; }

    public IReadOnlyList<string> NarrowedBy { get; init; } = [];

    public string? PreFilterMessage { get; init; }

    public string? PreFilterPlugin { get; init; }

    /// <summary>What users see, without what PostFilter says.</summary>
    public string Message
    {
        get => _message ??= Describe();
        init => _message = value;
    }

    /// <summary>The plugins that rejected nodes; complete after <see cref="Message"/>.</summary>
    public IReadOnlyCollection<string> RejectedBy => _rejectedBy;

    /// <summary>Which nodes might take the pod if other pods left them; known after <see cref="Message"/>.</summary>
    public IReadOnlyList<int> Improvable { get; private set; } = [];

    public override Verdict Of(NodeView node) => evaluator.Explain(pod, state, this, node.Row).Verdict;

    private string Describe()
    {
        var nodes = evaluator.Cluster.Nodes;
        if (PreFilterMessage is { } message)
        {
            _rejectedBy.Add(PreFilterPlugin!);
            return FitMessages.NotAvailable(nodes.NodeCount, message);
        }

        if (evaluator.Remembered(pod, this) is { } known)
        {
            _rejectedBy.UnionWith(known.RejectedBy);
            Improvable = known.Improvable;
            return known.Message;
        }

        var reasons = new Dictionary<string, int>();
        var improvable = new List<int>();
        Improvable = improvable;
        if (evaluator.LocalReasons(pod, this) is { } local)
        {
            local.AddTo(reasons, _rejectedBy);
            local.AddImprovable(improvable, nodes.RowCount);
            for (var row = 0; row < nodes.RowCount; row++)
                if (RowMask.Has(local.Admitted, row)) Add(row, reasons, improvable);
            improvable.Sort();
        }
        else
        {
            for (var row = 0; row < nodes.RowCount; row++)
                if (nodes.IsNode(row)) Add(row, reasons, improvable);
        }

        var described = FitMessages.NotAvailable(nodes.NodeCount, reasons);
        evaluator.Remember(pod, this, described);
        return described;
    }

    private void Add(int row, Dictionary<string, int> reasons, List<int> improvable)
    {
        var (verdict, plugin) = evaluator.Explain(pod, state, this, row);
        if (plugin is not null) _rejectedBy.Add(plugin);
        if (verdict.Code == VerdictCode.Rejected) improvable.Add(row);
        foreach (var reason in verdict.Reasons) CollectionsMarshal.GetValueRefOrAddDefault(reasons, reason, out _)++;
    }
}
