using Kube.Node.Probes;
using Kube.Node.Resizing;
using Kube.Node.Volumes;

namespace Kube.Node.Agent;

/// <summary>What every pod's worker works with.</summary>
internal sealed record PodWorkerParts
{
    public required PodObserver Observer { get; init; }

    public required PodSync Sync { get; init; }

    public required PodKiller Killer { get; init; }

    public required PodRemoval Removal { get; init; }

    public required DeadContainers Dead { get; init; }

    public required PodResize Resize { get; init; }

    public required VolumeManager Volumes { get; init; }

    public required ProbeManager Probes { get; init; }

    public required PodStatusMaker Statuses { get; init; }

    public required PodAdmission Admission { get; init; }
}
