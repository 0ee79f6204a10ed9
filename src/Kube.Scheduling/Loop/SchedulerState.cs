using System.Collections.Frozen;
using Kube.Api.Models;
using Kube.Scheduling.Binding;
using Kube.Scheduling.Cycle;
using Kube.Scheduling.Framework;
using Kube.Scheduling.Queue;

namespace Kube.Scheduling.Loop;

/// <summary>What the scheduling loop owns.</summary>
internal sealed class SchedulerState(
    ClusterModel cluster, SchedulingQueue queue, ClusterUpdates updates, AssumedPods assumed, RequeueHintTable hints,
    FrozenDictionary<string, SchedulingProfile> profiles, SchedulerMetrics metrics)
{
    public ClusterModel Cluster { get; } = cluster;

    public SchedulingQueue Queue { get; } = queue;

    public ClusterUpdates Updates { get; } = updates;

    public AssumedPods Assumed { get; } = assumed;

    public RequeueHintTable Hints { get; } = hints;

    public FrozenDictionary<string, SchedulingProfile> Profiles { get; } = profiles;

    public SchedulerMetrics Metrics { get; } = metrics;

    public void Apply(ClusterNote note, Scheduler scheduler)
    {
        switch (note.Kind)
        {
            case ClusterNoteKind.Pod: Updates.Pod((V1Pod)note.Subject); break;
            case ClusterNoteKind.PodGone: Updates.PodGone((V1Pod)note.Subject); break;
            case ClusterNoteKind.Node: Updates.Node((V1Node)note.Subject); break;
            case ClusterNoteKind.NodeGone: Updates.NodeGone((V1Node)note.Subject); break;
            case ClusterNoteKind.Namespace: Updates.Namespace((V1Namespace)note.Subject); break;
            case ClusterNoteKind.NamespaceGone: Updates.NamespaceGone((V1Namespace)note.Subject); break;
            case ClusterNoteKind.Budget: Updates.Budget((V1PodDisruptionBudget)note.Subject); break;
            case ClusterNoteKind.BudgetGone: Updates.BudgetGone((V1PodDisruptionBudget)note.Subject); break;
            case ClusterNoteKind.Bound: scheduler.Bound((PodBinding)note.Subject); break;
            case ClusterNoteKind.BindingFailed: scheduler.BindingFailed((FailedBinding)note.Subject); break;
            case ClusterNoteKind.EvictionFailed: Updates.Stays((PodInfo)note.Subject); break;
            case ClusterNoteKind.Action: ((Action)note.Subject)(); break;
        }
    }
}
