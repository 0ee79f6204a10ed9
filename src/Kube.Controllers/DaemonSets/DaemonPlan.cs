using Kube.Api.Models;
using Kube.Controllers.Deployments;
using Kube.Controllers.Pods;

namespace Kube.Controllers.DaemonSets;

/// <summary>What a daemon set lacks and has too much of.</summary>
internal sealed class DaemonPlan
{
    private readonly DateTimeOffset _now;
    private readonly DaemonObservation _seen;

    private DaemonPlan(DaemonObservation seen, DateTimeOffset now) => (_seen, _now) = (seen, now);

    /// <summary>The names of the nodes to create a pod for.</summary>
    public List<string> Create { get; } = [];

    /// <summary>The pods to delete.</summary>
    public List<V1Pod> Delete { get; } = [];

    /// <summary>The pods among those to delete that have failed.</summary>
    public List<V1Pod> Failed { get; } = [];

    /// <summary>The pods among those to delete that have ended well, as no daemon should.</summary>
    public List<V1Pod> Succeeded { get; } = [];

    /// <summary>Whether there is nothing to do.</summary>
    public bool IsEmpty => Create.Count == 0 && Delete.Count == 0;

    /// <summary>How many pods above one per node an update may make; 0: an update deletes first.</summary>
    public static int MaxSurge(DaemonObservation seen) =>
        IsRolling(seen.Set) ? RolloutNumbers.Scaled(seen.Set.Spec.UpdateStrategy.RollingUpdate?.MaxSurge, seen.Wanted, roundUp: true) : 0;

    /// <summary>Decides which nodes lack their pod and which pods are too many.</summary>
    /// <param name="seen">The set.</param>
    /// <param name="mayReplace">Whether a failed pod of a node may be replaced now, or has failed too often of late.</param>
    /// <param name="now">The time.</param>
    public static DaemonPlan ForNodes(DaemonObservation seen, Func<string, bool> mayReplace, DateTimeOffset now)
    {
        var plan = new DaemonPlan(seen, now);
        foreach (var node in seen.Nodes) plan.Look(node, mayReplace);
        // Pods that wait for a node that is gone wait for ever.
        var known = seen.Nodes.Select(static node => node.Metadata.Name!).ToHashSet();
        foreach (var (node, pods) in seen.PerNode)
            if (!known.Contains(node)) plan.Delete.AddRange(pods.Where(static pod => string.IsNullOrEmpty(pod.Spec.NodeName) && pod.Metadata.DeletionTimestamp is null));
        return plan;
    }

    /// <summary>Decides which pods of old templates go now, or which nodes get a new one beside the old.</summary>
    public static DaemonPlan ForUpdate(DaemonObservation seen, DateTimeOffset now)
    {
        var plan = new DaemonPlan(seen, now);
        if (!IsRolling(seen.Set)) return plan;
        var surge = MaxSurge(seen);
        if (surge > 0) plan.Surge(surge);
        else plan.Replace(Math.Max(1, RolloutNumbers.Scaled(seen.Set.Spec.UpdateStrategy.RollingUpdate?.MaxUnavailable, seen.Wanted, roundUp: true)));
        return plan;
    }

    private static bool IsRolling(V1DaemonSet set) => set.Spec.UpdateStrategy.Type != "OnDelete";

    private void Look(V1Node node, Func<string, bool> mayReplace)
    {
        var (run, stay) = DaemonPods.Belongs(_seen.Set, node);
        var pods = _seen.PodsOf(node.Metadata.Name!);
        if (!stay)
        {
            Delete.AddRange(pods.Where(static pod => pod.Metadata.DeletionTimestamp is null));
            return;
        }

        if (pods.Count == 0)
        {
            if (run) Create.Add(node.Metadata.Name!);
            return;
        }

        var running = new List<V1Pod>(pods.Count);
        foreach (var pod in pods.Where(static pod => pod.Metadata.DeletionTimestamp is null))
        {
            if (!PodStates.IsFinished(pod))
            {
                running.Add(pod);
                continue;
            }

            // The node may refuse it at once again: not as fast as both can.
            if (pod.Status.Phase == PodStates.Failed && !mayReplace(node.Metadata.Name!)) continue;
            (pod.Status.Phase == PodStates.Failed ? Failed : Succeeded).Add(pod);
            Delete.Add(pod);
        }

        if (MaxSurgeIsSet()) KeepTwo(running);
        else Delete.AddRange(DaemonPods.Ordered(running).Skip(1));
    }

    private bool MaxSurgeIsSet() => IsRolling(_seen.Set) && _seen.Set.Spec.UpdateStrategy.RollingUpdate?.MaxSurge is { } surge && (surge.IsString ? surge.Text is not "0%" : surge.Number > 0);

    // Beside its old pod a node may have a new one, until that one is available.
    private void KeepTwo(List<V1Pod> running)
    {
        if (running.Count <= 1) return;
        V1Pod? oldestNew = null, oldestOld = null;
        foreach (var pod in DaemonPods.Ordered(running))
        {
            if (pod.Metadata.Labels?.GetValueOrDefault(DaemonNames.HashLabel) == _seen.Hash)
            {
                if (oldestNew is null)
                {
                    oldestNew = pod;
                    continue;
                }
            }
            else if (oldestOld is null)
            {
                oldestOld = pod;
                continue;
            }

            Delete.Add(pod);
        }

        if (oldestNew is not null && oldestOld is not null && (!PodStates.IsReady(oldestOld) || IsAvailable(oldestNew))) Delete.Add(oldestOld);
    }

    private void Replace(int most)
    {
        var unavailable = 0;
        var candidates = new List<V1Pod>();
        foreach (var (_, pods) in Considered())
        {
            if (!TryFind(pods, out var fresh, out var old) || (fresh is null) == (old is null))
            {
                unavailable++;
            }
            else if (fresh is not null)
            {
                if (!IsAvailable(fresh)) unavailable++;
            }
            else if (!IsAvailable(old!))
            {
                // Nothing is lost with it.
                Delete.Add(old!);
                unavailable++;
            }
            else
            {
                candidates.Add(old!);
            }
        }

        Delete.AddRange(candidates.Take(most - unavailable));
    }

    private void Surge(int most)
    {
        var (surging, available) = (0, 0);
        var candidates = new List<string>();
        var leaving = new List<V1Pod>();
        foreach (var (name, pods) in Considered())
        {
            if (!TryFind(pods, out var fresh, out var old))
            {
                surging++;
                continue;
            }

            if ((old ?? fresh) is { } counted && IsAvailable(counted)) available++;
            if (old is null) continue;
            if (fresh is not null)
            {
                if (IsAvailable(fresh)) Delete.Add(old);
                else surging++;
                continue;
            }

            var belongs = _seen.Nodes.Any(node => node.Metadata.Name == name && DaemonPods.Belongs(_seen.Set, node).Run);
            if (!belongs) (IsAvailable(old) ? leaving : Delete).Add(old);
            else if (!IsAvailable(old)) Create.Add(name);
            else candidates.Add(name);
        }

        Delete.AddRange(leaving.Take(available - _seen.Wanted));
        Create.AddRange(candidates.Take(most - surging));
    }

    // Nodes that are to have a pod count, whether they have one or not.
    private IEnumerable<KeyValuePair<string, IReadOnlyList<V1Pod>>> Considered()
    {
        var names = _seen.PerNode.Select(static pair => pair.Key).ToHashSet();
        names.UnionWith(_seen.Nodes.Where(node => DaemonPods.Belongs(_seen.Set, node).Run).Select(static node => node.Metadata.Name!));
        foreach (var name in names.Order(StringComparer.Ordinal)) yield return new(name, _seen.PodsOf(name));
    }

    // At most one new and one old; more than that is for the other plan to prune.
    private bool TryFind(IReadOnlyList<V1Pod> pods, out V1Pod? fresh, out V1Pod? old)
    {
        (fresh, old) = (null, null);
        foreach (var pod in pods.Where(static pod => pod.Metadata.DeletionTimestamp is null))
        {
            ref var place = ref _seen.IsUpdated(pod) ? ref fresh : ref old;
            if (place is not null) return false;
            place = pod;
        }

        return true;
    }

    private bool IsAvailable(V1Pod pod) => PodStates.IsAvailable(pod, _seen.Set.Spec.MinReadySeconds ?? 0, _now);
}
