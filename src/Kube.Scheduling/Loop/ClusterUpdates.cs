using Kube.Api.Models;
using Kube.Scheduling.Cycle;
using Kube.Scheduling.Framework;
using Kube.Scheduling.Pods;
using Kube.Scheduling.Queue;
using Kube.Scheduling.Snapshot;

namespace Kube.Scheduling.Loop;

/// <summary>Brings what the server says into the model and the queue. Part of the scheduling loop.</summary>
internal sealed class ClusterUpdates(ClusterModel cluster, SchedulingQueue queue, PodShapes shapes, Func<string, bool> isResponsible)
{
    public void Pod(V1Pod pod)
    {
        var uid = pod.Metadata.Uid ?? "";
        if (pod.Status?.Phase is "Succeeded" or "Failed") Gone(uid);
        else if (pod.Spec?.NodeName is { Length: > 0 } nodeName) Assigned(shapes.Info(pod), nodeName);
        else Unassigned(pod, uid);
    }

    public void PodGone(V1Pod pod) => Gone(pod.Metadata.Uid ?? "");

    public void Node(V1Node node)
    {
        var nodes = cluster.Nodes;
        if (!nodes.TryFindRow(node.Metadata.Name ?? "", out var row) || nodes.NodeAt(row) is not { } old)
        {
            nodes.SetNode(node);
            queue.Notify(new(ClusterEvent.NodeAdded, node));
            return;
        }

        var changes = NodeChanges.Between(old, node);
        if (changes.Count == 0) nodes.Refresh(row, node);
        else nodes.SetNode(node);
        foreach (var change in changes) queue.Notify(new(change, node));
    }

    public void NodeGone(V1Node node)
    {
        cluster.Nodes.RemoveNode(node.Metadata.Name ?? "");
        queue.Notify(new(ClusterEvent.NodeDeleted, node));
    }

    public void Namespace(V1Namespace ns)
    {
        cluster.NamespaceLabels[ns.Metadata.Name ?? ""] = ns.Metadata.Labels ?? [];
        cluster.Matches.Forget();
        queue.Notify(new(ClusterEvent.NamespaceChanged));
    }

    public void NamespaceGone(V1Namespace ns) => cluster.NamespaceLabels.Remove(ns.Metadata.Name ?? "");

    public void Budget(V1PodDisruptionBudget budget) => cluster.Budgets[budget.Metadata.Uid ?? ""] = budget;

    public void BudgetGone(V1PodDisruptionBudget budget) => cluster.Budgets.Remove(budget.Metadata.Uid ?? "");

    /// <summary>A pod that was on its way is not going there after all.</summary>
    public void Forget(PlacedPod placed)
    {
        if (!cluster.TryFind(placed.Pod.Uid, out var known) || !ReferenceEquals(known, placed)) return;
        cluster.Remove(placed);
        queue.Notify(new(ClusterEvent.AssignedPodDeleted, Pod: placed.Pod));
        if (cluster.Evictions.Ended(placed.Pod.Uid) is { } preemptor) queue.Activate(preemptor);
    }

    /// <summary>A victim could not be made to leave: whoever waits for it looks again.</summary>
    public void Stays(PodInfo victim)
    {
        if (cluster.Evictions.Ended(victim.Uid) is { } preemptor) queue.Awaken(preemptor);
    }

    private void Gone(string uid)
    {
        queue.Remove(uid);
        var wasNominated = cluster.Nominations.NodeOf(uid) is not null;
        cluster.Nominations.Remove(uid);
        if (cluster.TryFind(uid, out var placed))
        {
            cluster.Remove(placed);
            queue.Notify(new(ClusterEvent.AssignedPodDeleted, Pod: placed.Pod));
        }
        else if (wasNominated) queue.Notify(new(ClusterEvent.AssignedPodDeleted));
        if (cluster.Evictions.Ended(uid) is { } preemptor) queue.Activate(preemptor);
    }

    private void Assigned(PodInfo pod, string nodeName)
    {
        queue.Remove(pod.Uid);
        cluster.Nominations.Remove(pod.Uid);
        if (!cluster.TryFind(pod.Uid, out var placed)) cluster.Place(pod, nodeName);
        else if (cluster.Nodes.NameOf(placed.Row) == nodeName)
        {
            var wasAssumed = placed.IsAssumed;
            placed.IsAssumed = false;
            if (!Changed(placed, pod) && !wasAssumed) return;
            if (!wasAssumed) return;
        }
        else
        {
            // Someone else bound it elsewhere.
            cluster.Remove(placed);
            cluster.Place(pod, nodeName);
        }

        queue.Notify(new(ClusterEvent.AssignedPodAdded, Pod: pod));
    }

    private bool Changed(PlacedPod placed, PodInfo pod)
    {
        var old = placed.Pod;
        var sameLabels = PodChanges.SameLabels(old.Labels, pod.Labels);
        var startsToLeave = old.Pod.Metadata.DeletionTimestamp is null && pod.Pod.Metadata.DeletionTimestamp is not null;
        if (sameLabels && !startsToLeave && ReferenceEquals(old.Shape, pod.Shape))
        {
            placed.Pod = pod;
            return false;
        }

        var needsLess = !ReferenceEquals(old.Shape, pod.Shape) && PodChanges.NeedsLess(old, pod);
        cluster.Update(placed, pod);
        if (!sameLabels) queue.Notify(new(ClusterEvent.AssignedPodLabelsChanged, Pod: pod));
        if (needsLess) queue.Notify(new(ClusterEvent.AssignedPodScaledDown, Pod: pod));
        return true;
    }

    private void Unassigned(V1Pod pod, string uid)
    {
        // On its way: the server has not heard of it yet.
        if (cluster.TryFind(uid, out _)) return;
        if (pod.Metadata.DeletionTimestamp is not null)
        {
            Gone(uid);
            return;
        }

        var info = shapes.Info(pod);
        if (!isResponsible(info.SchedulerName)) return;
        if (pod.Status?.NominatedNodeName is { Length: > 0 } nominated) cluster.Nominations.Set(info, nominated);
        queue.Set(info);
    }
}
