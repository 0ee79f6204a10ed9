using Kube.Scheduling.Binding;
using Kube.Scheduling.Cycle;
using Kube.Scheduling.Framework;
using Kube.Scheduling.Queue;
using Microsoft.Extensions.Logging;

namespace Kube.Scheduling.Loop;

/// <summary>The scheduling loop: takes up what happened, tries the next pods one by one, hands those that found a node to the bindings.
/// It alone owns the model and the queue.</summary>
internal sealed partial class Scheduler(
    SchedulerState state, ClusterInbox inbox, BindingPipeline bindings, SchedulingReports reports, TimeProvider time, ILogger<Scheduler> logger)
{
    /// <summary>Attempts between two looks at the inbox.</summary>
    private const int Stint = 64;

    private static readonly TimeSpan s_housekeeping = TimeSpan.FromSeconds(30);

    private ClusterModel Cluster => state.Cluster;

    private SchedulingQueue Queue => state.Queue;

    /// <summary>Runs until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        TakeUp();
        logger.Started(Cluster.Nodes.NodeCount, Queue.Count);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            TakeUp();
            Queue.Tick();
            var tried = 0;
            while (tried < Stint && Queue.TryPop(out var pod))
            {
                tried++;
                await TryAsync(pod, cancellationToken);
            }

            if (tried > 0)
            {
                // Others on this thread, in virtual time all others, get their turn.
                await Task.Yield();
                continue;
            }

            await inbox.WaitAsync(UntilDue(), time, cancellationToken);
        }
    }

    private TimeSpan? UntilDue()
    {
        var housekeeping = Cluster.Pods.Count > 0 ? s_housekeeping : (TimeSpan?)null;
        if (Queue.NextDue is not { } due) return housekeeping;
        var wait = due - time.GetUtcNow();
        if (wait < TimeSpan.Zero) return TimeSpan.Zero;
        return housekeeping < wait ? housekeeping : wait;
    }

    private void TakeUp()
    {
        foreach (var note in inbox.Take()) state.Apply(note, this);
        while (state.Assumed.TakeExpired() is { } expired)
        {
            logger.AssumedPodExpired(expired.Pod.Key.ToString(), Cluster.Nodes.NameOf(expired.Row));
            state.Updates.Forget(expired);
        }
    }

    private async ValueTask TryAsync(QueuedPod pod, CancellationToken cancellationToken)
    {
        if (Cluster.TryFind(pod.Pod.Uid, out _) || !state.Profiles.TryGetValue(pod.Pod.SchedulerName, out var profile))
        {
            Queue.Remove(pod.Pod.Uid);
            return;
        }

        pod.AttemptBegan = state.Metrics.Now;
        try
        {
            var cycle = new CycleState();
            var placement = profile.Evaluator.Evaluate(pod.Pod, cycle);
            state.Metrics.Chose(pod.AttemptBegan);
            if (placement.Failure is { } failure) await NotPlacedAsync(pod, profile, cycle, failure, cancellationToken);
            else await PlacedAsync(new(pod, profile, cycle, Cluster.Nodes.NameOf(placement.Row)), cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            logger.AttemptFailed(e, pod.Pod.Key.ToString());
            state.Metrics.Failed(pod.AttemptBegan, profile.Name);
            Queue.BackOff(pod);
            await reports.FailedAsync(pod, e.Message, cancellationToken);
        }
    }

    private async ValueTask NotPlacedAsync(QueuedPod pod, SchedulingProfile profile, CycleState cycle, FitFailure failure, CancellationToken cancellationToken)
    {
        var message = failure.Message;
        var rejectedBy = state.Hints.BitsOf(failure.RejectedBy);
        string? nominated = null;
        var said = new List<string>();
        foreach (var plugin in profile.Plugins.PostFilters)
        {
            var result = await plugin.PostFilterAsync(cycle, pod.Pod, failure, cancellationToken);
            if (result.Message.Length > 0) said.Add(result.Message);
            nominated = result.NominatedNode ?? nominated;
            if (!result.IsNominated) continue;
            said.Clear();
            break;
        }

        if (said.Count > 0) message = $"{message} {string.Join(", ", said)}";
        state.Metrics.Rejected(pod.AttemptBegan, profile.Name);
        if (!string.IsNullOrEmpty(nominated)) state.Metrics.Preempts();
        if (nominated is not null)
        {
            Cluster.Nominations.Set(pod.Pod, nominated);
            await DisplaceAsync(pod.Pod, nominated, static (_, _) => false, cancellationToken);
        }

        logger.Unschedulable(pod.Pod.Key.ToString(), message);
        Queue.Park(pod, rejectedBy);
        await reports.UnschedulableAsync(pod, message, nominated, cancellationToken);
    }
}
