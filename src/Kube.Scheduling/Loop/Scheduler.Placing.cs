using Kube.Scheduling.Binding;
using Kube.Scheduling.Framework;

namespace Kube.Scheduling.Loop;

internal sealed partial class Scheduler
{
    /// <summary>A binding that was written and waits to be seen.</summary>
    public void Bound(PodBinding binding)
    {
        if (binding.Placed is { IsAssumed: true } placed) state.Assumed.Bound(placed);
        Queue.Remove(binding.Pod.Uid);
    }

    /// <summary>A binding that failed: everything is taken back, and the pod is tried again unless it is gone.</summary>
    public void BindingFailed(FailedBinding failed)
    {
        var binding = failed.Binding;
        logger.BindingFailed(binding.Pod.Key.ToString(), binding.NodeName, failed.Message);
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

    private async ValueTask RefusedAsync(PodBinding binding, string plugin, Verdict verdict, CancellationToken cancellationToken)
    {
        TakeBack(binding);
        var message = string.Join(", ", verdict.Reasons);
        if (verdict.IsRejection)
        {
            Queue.Park(binding.Queued, state.Hints.BitsOf([plugin]));
            await reports.UnschedulableAsync(binding.Pod, message, null, cancellationToken);
        }
        else
        {
            Queue.BackOff(binding.Queued);
            await reports.FailedAsync(binding.Pod, message, cancellationToken);
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
