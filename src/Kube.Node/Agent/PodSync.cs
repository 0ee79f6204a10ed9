using System.Globalization;
using Kube.Api.Models;
using Kube.Node.Errors;
using Kube.Node.Probes;
using Kube.Node.Runtime;
using Kube.Node.Status;

namespace Kube.Node.Agent;

/// <summary>Carries a plan out (upstream's <c>SyncPod</c> of the runtime manager, 1.36).</summary>
internal sealed class PodSync(
    IContainerRuntime runtime, ContainerStarter starter, ContainerStopper stopper, PodKiller killer, ProbeResults probes, PodSurroundings surroundings, INodeEvents events)
{
    // Between a failed attempt and the state that shows the wait: upstream's next sync.
    private static readonly TimeSpan s_showBackoff = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_showFailure = TimeSpan.FromSeconds(1);

    /// <returns>What came of it.</returns>
    public async ValueTask<SyncOutcome> RunAsync(PodSession session, PodObservation observed, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var plan = PodPlanner.Plan(session.Pod, observed, probes);
        var acted = false;
        if (plan.KillPod)
        {
            if (plan.CreateSandbox && observed.Sandboxes.Count > 0)
                events.Pod(session.Pod, NodeEventsExtensions.Normal, EventReasons.SandboxChanged, "Pod sandbox changed, it will be killed and re-created.");
            if (!await killer.KillAsync(session, observed, session.Grace(), cancellationToken) || !plan.CreateSandbox) return SyncOutcome.Acted;
        }
        else if (plan.ContainersToKill.Count > 0)
        {
            await KillAsync(session, observed, plan, cancellationToken);
            acted = true;
            observed = await new PodObserver(runtime).ObserveAsync(session.Pod.Metadata.Uid!, cancellationToken);
        }

        if (!plan.CreateSandbox && !plan.StartsAny) return acted ? SyncOutcome.Acted : SyncOutcome.Nothing;
        if (await SandboxAsync(session, observed, plan, cancellationToken) is not var (sandbox, config)) return SyncOutcome.Failed;
        acted |= plan.CreateSandbox;
        var failed = false;
        foreach (var name in plan.Starts())
        {
            switch (await StartAsync(session, name, sandbox, config, observed, now, cancellationToken))
            {
                case null: acted = true; break;
                case true: failed = true; break;
            }
        }

        return acted ? SyncOutcome.Acted : failed ? SyncOutcome.Failed : SyncOutcome.Nothing;
    }

    private async ValueTask KillAsync(PodSession session, PodObservation observed, PodPlan plan, CancellationToken cancellationToken)
    {
        var kills = plan.ContainersToKill.Select(kill =>
        {
            var container = PodFacts.Find(session.Pod, kill.Name);
            var grace = kill.Reason switch
            {
                KillReason.LivenessProbe => container?.LivenessProbe?.TerminationGracePeriodSeconds,
                KillReason.StartupProbe => container?.StartupProbe?.TerminationGracePeriodSeconds,
                _ => null,
            };
            var status = observed.Containers.First(life => life.Id == kill.ContainerId);
            return stopper.StopAsync(session, container, status, kill.Message, grace is { } own ? TimeSpan.FromSeconds(own) : session.Grace(), cancellationToken).AsTask();
        });
        try
        {
            await Task.WhenAll(kills);
        }
        catch (NodeException)
        {
            // What did not stop is still seen as running, and planned again.
            session.WakeAfter(PodSession.RetryWait);
        }
    }

    private async ValueTask<(SandboxStatus Sandbox, SandboxConfig Config)?> SandboxAsync(PodSession session, PodObservation observed, PodPlan plan, CancellationToken cancellationToken)
    {
        var pod = session.Pod;
        if (!plan.CreateSandbox)
        {
            var there = observed.Sandbox!;
            return (there, SandboxConfigs.For(pod, surroundings.Node.Facts, session.Volumes.LogDirectory, there.Metadata.Attempt, there.RuntimeHandler));
        }

        try
        {
            if (PodDns.LacksClusterDns(pod, surroundings.Node.Facts))
                events.Pod(pod, NodeEventsExtensions.Warning, EventReasons.MissingClusterDns,
                    $"pod: \"{PodFacts.Describe(pod)}\". kubelet does not have ClusterDNS IP configured and cannot create Pod using \"{pod.Spec.DnsPolicy ?? "ClusterFirst"}\" policy. Falling back to \"Default\" policy.");
            var config = SandboxConfigs.For(pod, surroundings.Node.Facts, session.Volumes.LogDirectory, plan.Attempt, "",
                message => events.Pod(pod, NodeEventsExtensions.Warning, EventReasons.DnsConfigForming, message));
            if (await surroundings.Classes.HandlerOfAsync(pod, cancellationToken) is { Length: > 0 } handler) config = config with { RuntimeHandler = handler };
            surroundings.Cgroups.Ensure(pod);
            var id = await runtime.Sandboxes.RunAsync(config, cancellationToken);
            return (await runtime.Sandboxes.GetStatusAsync(id, cancellationToken), config);
        }
        catch (NodeException e)
        {
            events.Pod(pod, NodeEventsExtensions.Warning, EventReasons.FailedCreatePodSandBox, $"Failed to create pod sandbox: {e.Message}");
            session.WakeAfter(PodSession.RetryWait);
            return null;
        }
    }

    /// <returns>Null: started. True: failed in a new way. False: as before.</returns>
    private async ValueTask<bool?> StartAsync(
        PodSession session, string name, SandboxStatus sandbox, SandboxConfig config, PodObservation observed, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var container = PodFacts.Find(session.Pod, name)!;
        session.Address = session.AddressOf(sandbox);
        // The failure itself makes events of the runtime: it is shown for a moment before the next attempt.
        if (session.FailedStarts.TryGetValue(name, out var failedAt) && now - failedAt < s_showFailure && session.StartFailures.ContainsKey(name))
        {
            session.WakeAt(failedAt + s_showFailure);
            return false;
        }

        var failure = BackingOff(session, container, observed, now);
        if (failure is null)
        {
            failure = await starter.StartAsync(session, container, sandbox, config, observed, cancellationToken);
            if (failure is not null) session.FailedStarts[name] = now;
            if (failure is { Reason: Reasons.ErrImagePull }) session.WakeAfter(s_showBackoff);
        }

        if (failure is null)
        {
            session.StartFailures.Remove(name);
            return null;
        }

        var known = session.StartFailures.GetValueOrDefault(name) == failure;
        session.StartFailures[name] = failure;
        return !known;
    }

    private StartFailure? BackingOff(PodSession session, V1Container container, PodObservation observed, DateTimeOffset now)
    {
        if (observed.Newest(container.Name) is not { State: ContainerState.Exited, FinishedAt: { } finished }) return null;
        var key = $"{container.Name}/{ContainerHash.Of(container)}";
        var left = session.Restarts.Remaining(key, finished, now);
        if (left <= TimeSpan.Zero)
        {
            session.Restarts.Next(key, finished, now);
            return null;
        }

        session.WakeAfter(left);
        var pod = PodFacts.Describe(session.Pod);
        events.Container(session.Pod, container.Name, NodeEventsExtensions.Warning, EventReasons.BackOff, $"Back-off restarting failed container {container.Name} in pod {pod}");
        return new(Reasons.CrashLoopBackOff, string.Create(
            CultureInfo.InvariantCulture, $"back-off {GoText.Duration(session.Restarts.Get(key))} restarting failed container={container.Name} pod={pod}"));
    }
}
