using Kube.Api.Models;
using Kube.Node.Probes;
using Kube.Node.Runtime;

namespace Kube.Node.Agent;

/// <summary>Decides what to do for a pod that is meant to run, from what is desired and what is observed (upstream's <c>computePodActions</c>, 1.36). Pure.</summary>
internal sealed class PodPlanner
{
    private readonly V1Pod _pod;
    private readonly PodObservation _observed;
    private readonly ProbeResults _probes;
    private readonly List<string> _inits = [];
    private readonly List<string> _starts = [];
    private readonly List<ContainerKill> _kills = [];
    private bool _killPod;

    private PodPlanner(V1Pod pod, PodObservation observed, ProbeResults probes)
    {
        _pod = pod;
        _observed = observed;
        _probes = probes;
    }

    private V1PodSpec Spec => _pod.Spec;

    public static PodPlan Plan(V1Pod pod, PodObservation observed, ProbeResults probes) => new PodPlanner(pod, observed, probes).Plan();

    /// <summary>Whether a container that does not run is to be started (again).</summary>
    public static bool ShouldStart(V1Pod pod, V1Container container, ContainerStatus? newest)
    {
        if (pod.Metadata.DeletionTimestamp is not null) return false;
        return newest?.State switch
        {
            null or ContainerState.Created or ContainerState.Unknown => true,
            ContainerState.Running => false,
            _ => PodFacts.RestartsAfter(pod.Spec, container, newest.ExitCode),
        };
    }

    private PodPlan Plan()
    {
        if (SandboxChanged(out var attempt)) return PlanWithNewSandbox(attempt);

        var plan = new PodPlan
        {
            SandboxId = _observed.Sandbox!.Id,
            EphemeralContainersToStart = [.. (Spec.EphemeralContainers ?? []).Where(c => _observed.Newest(c.Name) is null).Select(c => c.Name)],
        };
        var initialized = PlanInitContainers();
        if (!_killPod && initialized) PlanContainers();
        return plan with { KillPod = _killPod, InitContainersToStart = _inits, ContainersToStart = _starts, ContainersToKill = _kills };
    }

    private bool SandboxChanged(out int attempt)
    {
        attempt = 0;
        if (_observed.Sandbox is not { } newest) return true;
        attempt = newest.Metadata.Attempt + 1;
        var wanted = Spec.HostNetwork == true ? NamespaceMode.Node : NamespaceMode.Pod;
        // Several ready ones: upstream starts afresh rather than guess.
        if (_observed.Sandboxes.Count(sandbox => sandbox.State == SandboxState.Ready) > 1) return true;
        if (newest.State != SandboxState.Ready || newest.Security.Network != wanted) return true;
        attempt = newest.Metadata.Attempt;
        return false;
    }

    private PodPlan PlanWithNewSandbox(int attempt)
    {
        var plan = new PodPlan { KillPod = _observed.Sandboxes.Count > 0, CreateSandbox = true, Attempt = attempt };
        var mayRestart = PodFacts.RestartsOnFailure(Spec) || Spec.Containers.Any(c => c.RestartPolicy is { } own && own != PodFacts.Never);
        if (!mayRestart && attempt != 0 && _observed.Containers.Count > 0) return plan with { KillPod = true, CreateSandbox = false };

        var starts = Spec.Containers.Where(c => !Succeeded(c)).Select(c => c.Name).ToList();
        if (starts.Count == 0 && InitializationDone()) return plan with { KillPod = true, CreateSandbox = false };
        if (Spec.InitContainers is { Count: > 0 } inits) return plan with { InitContainersToStart = [inits[0].Name] };
        return plan with { ContainersToStart = starts };
    }

    /// <summary>Ended well, and its policy leaves it at that.</summary>
    private bool Succeeded(V1Container container) =>
        _observed.Newest(container.Name) is { State: ContainerState.Exited } last && !PodFacts.RestartsAfter(Spec, container, last.ExitCode);

    private bool InitializationDone() =>
        (Spec.InitContainers ?? []).LastOrDefault(c => !PodFacts.IsSidecar(c)) is not { } last || _observed.Newest(last.Name) is { State: ContainerState.Exited, ExitCode: 0 };

    /// <returns>Whether the regular containers may run.</returns>
    private bool PlanInitContainers()
    {
        var containers = Spec.InitContainers ?? [];
        if (containers.Count == 0) return true;

        // A regular container that was made says that the init containers were done, though the runtime may have forgotten them.
        var initialized = Spec.Containers.Any(c => InThisSandbox(c.Name)?.State is ContainerState.Created or ContainerState.Running);
        var passed = initialized;

        // From the last to the first: earlier ones may have been removed; the last that is known tells where initialization stands.
        for (var i = containers.Count - 1; i >= 0; i--)
        {
            var container = containers[i];
            var sidecar = PodFacts.IsSidecar(container);
            var status = InThisSandbox(container.Name);
            if (status is null)
            {
                if (passed && sidecar) _inits.Add(container.Name);
                continue;
            }

            if (passed && !sidecar) continue;
            var next = i + 1 < containers.Count ? containers[i + 1].Name : null;
            if (sidecar) PlanSidecar(container, status, ref initialized, passed, next);
            else if (!PlanInit(container, status, ref initialized, next)) return false;
            passed = true;
        }

        if (!passed) _inits.Add(containers[0].Name);
        _inits.Reverse();
        return initialized;
    }

    // A container of an earlier sandbox says nothing of how far this one has come.
    private ContainerStatus? InThisSandbox(string name) =>
        _observed.Newest(name) is { } newest && newest.SandboxId == _observed.Sandbox!.Id ? newest : null;

    private void PlanSidecar(V1Container container, ContainerStatus status, ref bool initialized, bool passed, string? next)
    {
        if (status.State != ContainerState.Running)
        {
            if (status.State == ContainerState.Unknown) _kills.Add(UnknownState(container, status));
            _inits.Add(container.Name);
            return;
        }

        if (container.StartupProbe is not null && _probes.Get(status.Id, ProbeKind.Startup) is var startup && startup != ProbeResult.Success)
        {
            if (startup == ProbeResult.Failure) Replace(container, status, $"Init container {container.Name} failed startup probe", KillReason.StartupProbe);
            return;
        }

        if (!passed)
        {
            if (next is null) initialized = true;
            else if (InThisSandbox(next) is null) _inits.Add(next);
        }

        if (container.LivenessProbe is not null && _probes.Get(status.Id, ProbeKind.Liveness) == ProbeResult.Failure)
            Replace(container, status, $"Init container {container.Name} failed liveness probe", KillReason.LivenessProbe);
    }

    private void Replace(V1Container container, ContainerStatus status, string message, KillReason reason)
    {
        _kills.Add(new(status.Id, container.Name, message, reason));
        _inits.Add(container.Name);
    }

    /// <returns>False when the pod has failed for good.</returns>
    private bool PlanInit(V1Container container, ContainerStatus status, ref bool initialized, string? next)
    {
        switch (status.State)
        {
            case ContainerState.Running:
                return true;
            case ContainerState.Exited when status.ExitCode == 0:
                if (next is null) initialized = true;
                else _inits.Add(next);
                return true;
            case ContainerState.Created:
                _inits.Add(container.Name);
                return true;
        }

        // Regular init containers restart on failure in a pod that always restarts: "Always" would repeat them for ever.
        var restarts = container.RestartPolicy is { Length: > 0 } || MatchesRules(container)
            ? PodFacts.RestartsAfter(Spec, container, status.ExitCode)
            : PodFacts.RestartsOnFailure(Spec);
        if (!restarts)
        {
            _killPod = true;
            _inits.Clear();
            return false;
        }

        if (status.State == ContainerState.Unknown) _kills.Add(UnknownState(container, status));
        _inits.Add(container.Name);
        return true;
    }

    private static bool MatchesRules(V1Container container) => container.RestartPolicyRules is { Count: > 0 };

    private void PlanContainers()
    {
        var kept = 0;
        foreach (var container in Spec.Containers)
        {
            var status = _observed.Newest(container.Name);
            if (status?.SandboxId != _observed.Sandbox!.Id && status is { State: ContainerState.Running }) status = null;
            if (status is not { State: ContainerState.Running })
            {
                if (!ShouldStart(_pod, container, status)) continue;
                _starts.Add(container.Name);
                if (status is { State: ContainerState.Unknown }) _kills.Add(UnknownState(container, status));
                continue;
            }

            if (Fault(container, status) is not var (message, reason, restart))
            {
                kept++;
                continue;
            }

            if (restart)
            {
                message += ", will be restarted";
                _starts.Add(container.Name);
            }

            _kills.Add(new(status.Id, container.Name, message, reason));
        }

        if (kept > 0 || _starts.Count > 0) return;
        _killPod = true;
        // Sidecars must not keep a finished pod alive.
        _inits.Clear();
    }

    private (string Message, KillReason Reason, bool Restart)? Fault(V1Container container, ContainerStatus status)
    {
        var restart = PodFacts.RestartsAfter(Spec, container, 137);
        if (status.Resources is { } has && container.ResizePolicy is { Count: > 0 } && ContainerLimits.NeedsRestart(container, ContainerLimits.Of(_pod, container, NodeFacts.None), has))
            return ($"Container {container.Name} resize requires restart", KillReason.Other, true);
        if (ContainerHash.Differs(container, status)) return ($"Container {container.Name} definition changed", KillReason.Other, true);
        if (_probes.Get(status.Id, ProbeKind.Liveness) == ProbeResult.Failure)
            return ($"Container {container.Name} failed liveness probe", KillReason.LivenessProbe, restart);
        if (_probes.Get(status.Id, ProbeKind.Startup) == ProbeResult.Failure)
            return ($"Container {container.Name} failed startup probe", KillReason.StartupProbe, restart);
        return null;
    }

    private static ContainerKill UnknownState(V1Container container, ContainerStatus status) =>
        new(status.Id, container.Name, "Container is in \"unknown\" state, try killing it before restart", KillReason.Other);
}
