using Kube.Api.Models;
using Kube.Node.Errors;
using Kube.Node.Runtime;

namespace Kube.Node.Agent;

/// <summary>Stops all of a pod: regular containers together, then sidecars from the last to the first, then the sandbox (upstream's <c>killPodWithSyncResult</c>, 1.36).</summary>
internal sealed class PodKiller(IContainerRuntime runtime, ContainerStopper stopper, INodeEvents events, TimeProvider time)
{
    /// <returns>Whether everything has stopped.</returns>
    public async ValueTask<bool> KillAsync(PodSession session, PodObservation observed, TimeSpan grace, CancellationToken cancellationToken)
    {
        var pod = session.Pod;
        var began = time.GetTimestamp();
        var alive = observed.Containers.Where(container => container.State is ContainerState.Running or ContainerState.Unknown).ToList();
        var stops = new Dictionary<string, Task>(StringComparer.Ordinal);
        try
        {
            var sidecars = (pod.Spec.InitContainers ?? []).Where(PodFacts.IsSidecar).Select(container => container.Name).ToList();
            foreach (var container in alive.Where(container => !sidecars.Contains(container.Metadata.Name)))
                stops[container.Id] = StopAsync(container, [], "");

            // Each waits for everything that may still need it: the regular containers, and the sidecars after it.
            for (var i = sidecars.Count - 1; i >= 0; i--)
                foreach (var container in alive.Where(container => container.Metadata.Name == sidecars[i]))
                    stops[container.Id] = StopAsync(container, [.. stops.Values], "");
            await Task.WhenAll(stops.Values);
            foreach (var sandbox in observed.Sandboxes)
                if (sandbox.State == SandboxState.Ready) await runtime.Sandboxes.StopAsync(sandbox.Id, cancellationToken);
            return true;
        }
        catch (NodeException e)
        {
            events.Pod(pod, NodeEventsExtensions.Warning, EventReasons.FailedKillPod, $"error killing pod: {e.Message}");
            session.WakeAfter(PodSession.RetryWait);
            return false;
        }

        async Task StopAsync(ContainerStatus container, Task[] before, string message)
        {
            if (before.Length > 0) await WaitAsync(Task.WhenAll(before), grace, cancellationToken);
            var left = grace - time.GetElapsedTime(began);
            await stopper.StopAsync(session, PodFacts.Find(pod, container.Metadata.Name), container, message, left, cancellationToken);
        }
    }

    private async Task WaitAsync(Task task, TimeSpan atMost, CancellationToken cancellationToken)
    {
        try
        {
            await task.WaitAsync(atMost, time, cancellationToken);
        }
        catch (Exception e) when (e is TimeoutException or NodeException)
        {
            // The grace is over, or the failure is the other task's to tell: this one stops all the same.
        }
    }
}
