using Kube.Api.Models;
using Kube.Node.Agent;
using Kube.Node.Probes;
using Kube.Node.Runtime;

namespace Kube.Node.Status;

/// <summary>Makes the statuses of a pod's containers (upstream's <c>convertToAPIContainerStatuses</c> and the probes' <c>UpdatePodStatus</c>, 1.36).</summary>
internal sealed class ContainerStatusBuilder(PodStatusInput input)
{
    private V1PodSpec Spec => input.Pod.Spec;

    /// <summary>In the order of the specification.</summary>
    public List<V1ContainerStatus>? InitContainers() => Spec.InitContainers is { Count: > 0 } containers
        ? [.. containers.Select(c => Build(c, PodFacts.IsSidecar(c) ? ContainerRole.Sidecar : ContainerRole.Init, input.Previous.InitContainerStatuses))]
        : null;

    /// <summary>By name.</summary>
    public List<V1ContainerStatus> Containers() =>
        Spec.Containers is [var only]
            ? [Build(only, ContainerRole.Regular, input.Previous.ContainerStatuses)]
            : [.. Spec.Containers.OrderBy(c => c.Name, StringComparer.Ordinal).Select(c => Build(c, ContainerRole.Regular, input.Previous.ContainerStatuses))];

    public List<V1ContainerStatus>? EphemeralContainers() => Spec.EphemeralContainers is { Count: > 0 } containers
        ? [.. containers.OrderBy(c => c.Name, StringComparer.Ordinal).Select(c => Build(PodFacts.AsContainer(c), ContainerRole.Ephemeral, input.Previous.EphemeralContainerStatuses))]
        : null;

    private V1ContainerStatus Build(V1Container container, ContainerRole role, List<V1ContainerStatus>? previous)
    {
        V1ContainerStatus? old = null;
        foreach (var status in previous ?? [])
            if (status.Name == container.Name) old ??= status;
        var (newest, before) = Lives(container.Name);
        var made = newest is not null ? Convert(container, newest, old) : WithoutContainer(container, role, old);
        if (before is not null) made.LastState = StateOf(before, null);
        else if (newest is not null && old is not null) KeepLast(made, old);

        ShowFailureToStart(made, container, role, newest);
        SetStartedAndReady(made, container, role, newest);
        return made;
    }

    private (ContainerStatus? Newest, ContainerStatus? Before) Lives(string name)
    {
        ContainerStatus? newest = null;
        foreach (var life in input.Observed.Containers)
        {
            if (life.Metadata.Name != name) continue;
            if (newest is not null) return (newest, life);
            newest = life;
        }

        return (newest, null);
    }

    private V1ContainerStatus WithoutContainer(V1Container container, ContainerRole role, V1ContainerStatus? old)
    {
        if (old?.State.Terminated is not null) return old.DeepClone();
        var waits = role == ContainerRole.Regular && Spec.InitContainers is { Count: > 0 } ? Reasons.PodInitializing : Reasons.ContainerCreating;
        if (role is ContainerRole.Init or ContainerRole.Sidecar) waits = Reasons.PodInitializing;
        var status = new V1ContainerStatus
        {
            Name = container.Name,
            Image = container.Image ?? "",
            State = new() { Waiting = new() { Reason = waits } },
            RestartCount = old?.RestartCount ?? 0,
            LastState = old?.LastState.DeepClone() ?? new(),
        };
        if (old?.State.Running is null) return status;

        // It ran, and now there is no trace of it: it ended in a way that nobody saw.
        status.LastState = new()
        {
            Terminated = new()
            {
                ExitCode = 137,
                Reason = Reasons.ContainerStatusUnknown,
                Message = "The container could not be located when the pod was deleted.  The container used to be Running",
                ContainerID = old.ContainerID,
                StartedAt = old.State.Running.StartedAt,
            },
        };
        if (input.Pod.Metadata.DeletionTimestamp is null) status.RestartCount++;
        return status;
    }

    private V1ContainerStatus Convert(V1Container container, ContainerStatus life, V1ContainerStatus? old) => new()
    {
        Name = container.Name,
        Image = life.Image.Length > 0 ? life.Image : container.Image ?? "",
        ImageID = life.ImageReference,
        ContainerID = IdOf(life),
        RestartCount = life.Metadata.Attempt,
        State = StateOf(life, old),
        Resources = life.State == ContainerState.Running ? ContainerLimits.Actual(input.Pod, container, life.Resources) : null,
        AllocatedResources = life.State == ContainerState.Running && container.Resources?.Requests is { Count: > 0 } requests ? new(requests) : null,
        VolumeMounts = container.VolumeMounts is { Count: > 0 } mounts ? [.. mounts.Select(MountStatus)] : null,
        User = life is { User: { } user, State: ContainerState.Running }
            ? new() { Linux = new() { Uid = user, Gid = life.Group ?? user, SupplementalGroups = [life.Group ?? user] } }
            : null,
    };

    private static V1VolumeMountStatus MountStatus(V1VolumeMount mount) => new()
    {
        Name = mount.Name,
        MountPath = mount.MountPath,
        ReadOnly = mount.ReadOnly == true ? true : null,
        RecursiveReadOnly = mount.ReadOnly == true ? (mount.RecursiveReadOnly is "Enabled" or "IfPossible" ? "Enabled" : "Disabled") : null,
    };

    private string IdOf(ContainerStatus life) => $"{input.RuntimeName}://{life.Id}";

    private V1ContainerState StateOf(ContainerStatus life, V1ContainerStatus? old)
    {
        switch (life.State)
        {
            case ContainerState.Running:
                return new() { Running = new() { StartedAt = life.StartedAt?.UtcDateTime } };
            case ContainerState.Exited:
                var message = input.TerminationMessage(life);
                return new()
                {
                    Terminated = new()
                    {
                        ExitCode = life.ExitCode,
                        Reason = life.Reason.Length > 0 ? life.Reason : life.ExitCode == 0 ? Reasons.Completed : Reasons.Error,
                        Message = message.Length > 0 ? message : null,
                        StartedAt = life.StartedAt?.UtcDateTime,
                        FinishedAt = life.FinishedAt?.UtcDateTime,
                        ContainerID = IdOf(life),
                    },
                };
            case ContainerState.Unknown when old?.State.Running is { } running:
                return new()
                {
                    Terminated = new()
                    {
                        ExitCode = 137,
                        Reason = Reasons.ContainerStatusUnknown,
                        Message = "The container could not be located when the pod was deleted.  The container used to be Running",
                        StartedAt = running.StartedAt,
                        ContainerID = IdOf(life),
                    },
                };
            default:
                return new() { Waiting = new() };
        }
    }

    /// <summary>The life before may be removed already; what was known of it stays.</summary>
    private static void KeepLast(V1ContainerStatus status, V1ContainerStatus old)
    {
        if (status.RestartCount == 0) return;
        if (old.State.Terminated is { } ended && ended.ContainerID != status.ContainerID) status.LastState = new() { Terminated = ended.DeepClone() };
        else if (old.LastState.Terminated is { } last && last.ContainerID != status.ContainerID) status.LastState = new() { Terminated = last.DeepClone() };
    }

    private void ShowFailureToStart(V1ContainerStatus status, V1Container container, ContainerRole role, ContainerStatus? newest)
    {
        if (role == ContainerRole.Init && newest is { State: ContainerState.Exited, ExitCode: 0 }) return;
        if (!input.StartFailures.TryGetValue(container.Name, out var failure)) return;
        // An init container that failed is started again whatever the policy's "Always" would mean for one that succeeded.
        if (!PodPlanner.ShouldStart(input.Pod, container, newest)) return;
        if (status.State.Terminated is not null) status.LastState = status.State;
        status.State = new() { Waiting = new() { Reason = failure.Reason, Message = failure.Message } };
    }

    private void SetStartedAndReady(V1ContainerStatus status, V1Container container, ContainerRole role, ContainerStatus? newest)
    {
        if (role == ContainerRole.Ephemeral) return;
        var id = status.State.Running is null ? null : newest?.Id;
        status.Started = id is not null && (container.StartupProbe is null || input.Probes.Get(id, ProbeKind.Startup) == ProbeResult.Success);
        status.Ready = role == ContainerRole.Init
            ? status.State.Terminated is { ExitCode: 0 }
            : status.Started == true && (container.ReadinessProbe is null || input.Probes.Get(id!, ProbeKind.Readiness) == ProbeResult.Success);
    }
}
