using Kube.Api.Models;
using Kube.Node.Agent;
using Kube.Node.Runtime;
using Kube.Store.Work;

namespace Kube.Node.Probes;

/// <summary>Keeps a worker for every probe of every running container.</summary>
internal sealed class ProbeManager(Prober prober, ProbeResults results, INodeEvents events, IWorkScheduler work, TimeProvider time)
{
    /// <summary>Starts what lacks and ends what is over. Called by the pod's worker, in each pass.</summary>
    public void Follow(PodSession session, PodObservation observed, Action changed)
    {
        var probes = session.Probes;
        foreach (var (key, running) in probes.Count == 0 ? [] : probes.ToArray())
        {
            if (Runs(observed, key.ContainerId)) continue;
            running.End();
            probes.Remove(key);
            results.Remove(key.ContainerId);
        }

        foreach (var (container, role) in PodFacts.Containers(session.Pod))
        {
            if (role is ContainerRole.Init or ContainerRole.Ephemeral || observed.Newest(container.Name) is not { State: ContainerState.Running } life) continue;
            Follow(session, container, life, ProbeKind.Startup, container.StartupProbe, changed);
            Follow(session, container, life, ProbeKind.Readiness, container.ReadinessProbe, changed);
            Follow(session, container, life, ProbeKind.Liveness, container.LivenessProbe, changed);
        }
    }

    /// <summary>Ends all probes of a pod.</summary>
    public void Stop(PodSession session)
    {
        foreach (var (key, running) in session.Probes)
        {
            running.End();
            results.Remove(key.ContainerId);
        }

        session.Probes.Clear();
    }

    private static bool Runs(PodObservation observed, string containerId)
    {
        foreach (var life in observed.Containers)
            if (life.Id == containerId && life.State == ContainerState.Running) return true;
        return false;
    }

    private void Follow(PodSession session, V1Container container, ContainerStatus life, ProbeKind kind, V1Probe? probe, Action changed)
    {
        if (probe is null) return;
        var key = (life.Id, kind);
        // A pod that ends is not restarted for its health; its readiness is still told.
        if (session.IsTerminating && kind != ProbeKind.Readiness)
        {
            if (session.Probes.Remove(key, out var ending)) ending.End();
            return;
        }

        if (session.Probes.TryGetValue(key, out var running))
        {
            if (container.StartupProbe is not null && kind != ProbeKind.Startup && !running.Hurried && results.Get(life.Id, ProbeKind.Startup) == ProbeResult.Success) running.Hurry();
            return;
        }

        results.Set(life.Id, kind, kind switch { ProbeKind.Liveness => ProbeResult.Success, ProbeKind.Readiness => ProbeResult.Failure, _ => ProbeResult.Unknown });
        var worker = new ProbeWorker(
            new()
            {
                Pod = session.Pod,
                Container = container,
                ContainerId = life.Id,
                Kind = kind,
                Probe = probe,
                StartedAt = life.StartedAt ?? time.GetUtcNow(),
                PodAddress = session.Address,
                Changed = changed,
            },
            prober, results, events, time);
        session.Probes[key] = new(worker, work);
    }
}
