using Kube.Api.Models;
using Kube.Node.Agent;
using Kube.Node.Errors;
using Kube.Node.Runtime;

namespace Kube.Node.Probes;

/// <summary>One probe of one life of a container.</summary>
internal sealed class ProbeWorker(ProbeSubject subject, Prober prober, ProbeResults results, INodeEvents events, TimeProvider time)
{
    private const int Retries = 3;

    private readonly WakeSignal _wake = new();
    private readonly ProbeCounter _counter = new(subject.Probe);

    /// <summary>Does not wait for the next period.</summary>
    public void Hurry() => _wake.Ring();

    /// <summary>The loop; ends with the token, or when the container has failed for good.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var probe = subject.Probe;
        var period = TimeSpan.FromSeconds(Math.Max(1, probe.PeriodSeconds ?? 10));
        var first = subject.StartedAt + TimeSpan.FromSeconds(probe.InitialDelaySeconds ?? 0);
        while (!cancellationToken.IsCancellationRequested)
        {
            var early = first - time.GetUtcNow();
            if (early > TimeSpan.Zero)
            {
                await Task.Delay(early, time, cancellationToken);
                continue;
            }

            if (subject.WaitsForStartup && results.Get(subject.ContainerId, ProbeKind.Startup) != ProbeResult.Success)
            {
                await _wake.WaitAsync(period, time, cancellationToken);
                continue;
            }

            if (await ProbeAsync(cancellationToken) is { } verdict)
            {
                if (results.Set(subject.ContainerId, subject.Kind, verdict)) subject.Changed();
                // Startup is done once; a failure ends the container, and its next life has its own worker.
                if (subject.Kind == ProbeKind.Startup || (subject.Kind == ProbeKind.Liveness && verdict == ProbeResult.Failure)) return;
            }

            await _wake.WaitAsync(period, time, cancellationToken);
        }
    }

    private async ValueTask<ProbeResult?> ProbeAsync(CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var answer = await prober.ProbeAsync(subject.Probe, subject.Container, subject.ContainerId, subject.PodAddress, cancellationToken);
                if (answer.Result == ProbeResult.Failure)
                    Tell(NodeEventsExtensions.Warning, EventReasons.Unhealthy, $"{subject.Kind} probe failed: {answer.Output}");
                else if (answer.IsWarning)
                    Tell(NodeEventsExtensions.Warning, EventReasons.ProbeWarning, $"{subject.Kind} probe warning: {answer.Output}");
                results.Counts.Add(subject, answer.Result);
                return _counter.Count(answer.Result);
            }
            catch (ContainerStateException)
            {
                // It has just ended: its state says more than the probe could.
                return null;
            }
            catch (NodeException e) when (attempt == Retries)
            {
                results.Counts.Add(subject, null);
                Tell(NodeEventsExtensions.Warning, EventReasons.Unhealthy, $"{subject.Kind} probe errored and resulted in unknown state: {e.Message}");
                return null;
            }
            catch (NodeException)
            {
                // As upstream: an attempt that could not be made is repeated at once.
            }
        }
    }

    private void Tell(string type, string reason, string message) => events.Container(subject.Pod, subject.Container.Name, type, reason, message);
}
