using Kube.Api.Kubernetes.PodTemplates;
using Kube.Api.Models;
using Kube.Api.Tables;

namespace Kube.Api.Kubernetes.Core.Pods;

/// <summary>How pods are listed by <c>kubectl get</c>.</summary>
internal sealed class PodTable : ResourceTable<V1Pod>
{
    private const string None = "<none>";

    public override IReadOnlyList<TableColumn> Columns { get; } =
    [
        TableColumn.ObjectName,
        new("Ready", "string", "How many of the pod's containers are ready, of how many."),
        new("Status", "string", "What the containers of the pod are up to, in a word."),
        new("Restarts", "string", "How often the containers of the pod were restarted, and when last."),
        TableColumn.Age,
        new("IP", "string", "The pod's address.", Priority: 1),
        new("Node", "string", "The node that runs the pod.", Priority: 1),
        new("Nominated Node", "string", "The node on which the scheduler makes room for the pod.", Priority: 1),
        new("Readiness Gates", "string", "How many of the pod's readiness gates are open, of how many.", Priority: 1),
    ];

    protected override void Fill(V1Pod obj, TableRow row)
    {
        var summary = PodSummary.Of(obj);
        row.Text(obj.Metadata.Name)
            .Text($"{summary.Ready}/{summary.Total}")
            .Text(summary.Reason)
            .Text(Restarts(summary, row))
            .Age(obj.Metadata.CreationTimestamp)
            .Text(Or(obj.Status?.PodIPs is [{ } first, ..] ? first.Ip : null))
            .Text(Or(obj.Spec?.NodeName))
            .Text(Or(obj.Status?.NominatedNodeName))
            .Text(Gates(obj));
    }

    private static string Or(string? text) => string.IsNullOrEmpty(text) ? None : text;

    private static string Restarts(PodSummary summary, TableRow row) =>
        summary.Restarts != 0 && summary.LastRestart is { } last ? $"{summary.Restarts} ({HumanDuration.Format(row.Now - last)} ago)" : $"{summary.Restarts}";

    private static string Gates(V1Pod pod)
    {
        var gates = (pod.Spec?.ReadinessGates).OrEmpty();
        if (gates.Count == 0) return None;
        var open = gates.Count(gate => (pod.Status?.Conditions).OrEmpty().Find(condition => condition.Type == gate.ConditionType)?.Status == "True");
        return $"{open}/{gates.Count}";
    }
}
