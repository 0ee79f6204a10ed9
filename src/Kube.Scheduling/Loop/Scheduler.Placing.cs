using Kube.Scheduling.Binding;
using Kube.Scheduling.Framework;

namespace Kube.Scheduling.Loop;

internal sealed partial class Scheduler
{
    /// <summary>A binding that was written and waits to be seen.</summary>
    public void Bound(PodBinding binding)
    {
        if (binding.Placed is { IsAssumed: true } placed) state.Assumed.Bound(placed);
        var queued = binding.Queued;
        state.Metrics.Bound(queued.AttemptBegan, queued.Attempts, queued.FirstQueuedAt, binding.Profile.Name);
        Queue.Remove(binding.Pod.Uid);
    }

    /// <summary>A binding that failed: everything is taken back, and the pod is tried again unless it is gone.</summary>
    public void BindingFailed(FailedBinding failed)
    {
        var binding = failed.Binding;
        logger.BindingFailed(binding.Pod.Key.ToString(), binding.NodeName, failed.Message);
        if (failed.RejectedBy is null) state.Metrics.Failed(binding.Queued.AttemptBegan, binding.Profile.Name);
        else state.Metrics.Rejected(binding.Queued.AttemptBegan, binding.Profile.Name);
        TakeBack(binding);
        if (failed.RejectedBy is { } plugin) Queue.Park(binding.Queued, state.Hints.BitsOf([plugin]));
        else Queue.BackOff(binding.Queued);
    }

    private async ValueTask PlacedAsync(PodBinding binding, CancellationToken cancellationToken)
    {
        var pod = binding.Pod;
        var placed = Cluster.Place(pod, binding.NodeName);
        placed.IsAssumed = true;
        binding.Placed = placed;
        binding.NominatedNode = Cluster.Nominations.NodeOf(pod.Uid);
        Cluster.Nominations.Remove(pod.Uid);
        // Whoever was promised the room that this pod took needs another promise.
        await DisplaceAsync(pod, binding.NodeName, Fits, cancellationToken);
        var plugins = binding.Profile.Plugins;
        foreach (var plugin in plugins.Reserves)
        {
            var verdict = plugin.Reserve(binding.State, pod, binding.NodeName);
            if (verdict.IsFeasible) continue;
            await RefusedAsync(binding, plugin.Name, verdict, cancellationToken);
            return;
        }

        foreach (var plugin in plugins.Permits)
        {
            var result = plugin.Permit(binding.State, pod, binding.NodeName);
            if (result.Verdict.Code == VerdictCode.Wait) binding.Hold(plugin.Name, result.Timeout, time);
            else if (!result.Verdict.IsFeasible)
            {
                await RefusedAsync(binding, plugin.Name, result.Verdict, cancellationToken);
                return;
            }
        }

        await bindings.StartAsync(binding, cancellationToken);
    }

    /// <summary>Takes back what was promised on a node to pods below another one, unless they still fit.</summary>
    private async ValueTask DisplaceAsync(PodInfo pod, string nodeName, Func<PodInfo, int, bool> stillFits, CancellationToken cancellationToken)
    {
        if (!Cluster.Nominations.ByNode.TryGetValue(nodeName, out var nominated) || !Cluster.Nodes.TryFindRow(nodeName, out var row)) return;
        foreach (var other in nominated.FindAll(other => other.Priority < pod.Priority && !stillFits(other, row)))
        {
            Cluster.Nominations.Remove(other.Uid);
            Queue.Awaken(other.Uid);
            if (Queue.TryFind(other.Uid, out var queued)) await reports.DisplacedAsync(queued, cancellationToken);
        }
    }

    /// <summary>Whether there is room for a pod once all who were made to leave its node are gone.</summary>
    private bool Fits(PodInfo pod, int row)
    {
        if (!state.Profiles.TryGetValue(pod.SchedulerName, out var profile) || profile.Evaluator.RoomOf(pod) is not { } room) return true;
        room.Begin(row);
        foreach (var placed in Cluster.Nodes.PodsOf(row))
            if (placed.Pod.Pod.Metadata.DeletionTimestamp is not null || Cluster.Evictions.IsLeaving(placed.Pod.Uid)) room.Take(placed.Pod.Shape.Requests);
        return room.Fits;
    }

    private async ValueTask RefusedAsync(PodBinding binding, string plugin, Verdict verdict, CancellationToken cancellationToken)
    {
        TakeBack(binding);
        var message = string.Join(", ", verdict.Reasons);
        if (verdict.IsRejection)
        {
            Queue.Park(binding.Queued, state.Hints.BitsOf([plugin]));
            await reports.UnschedulableAsync(binding.Queued, message, null, cancellationToken);
        }
        else
        {
            Queue.BackOff(binding.Queued);
            await reports.FailedAsync(binding.Queued, message, cancellationToken);
        }
    }

    private void TakeBack(PodBinding binding)
    {
        var reserves = binding.Profile.Plugins.Reserves;
        for (var i = reserves.Length - 1; i >= 0; i--) reserves[i].Unreserve(binding.State, binding.Pod, binding.NodeName);
        if (binding.Placed is { IsAssumed: true } placed) state.Updates.Forget(placed);
        if (binding.NominatedNode is { } nominated && Queue.TryFind(binding.Pod.Uid, out var queued)) Cluster.Nominations.Set(queued.Pod, nominated);
    }
}
