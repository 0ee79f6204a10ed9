using Kube.Node.Probes;
using Kube.Node.Status;
using Kube.Node.Volumes;

namespace Kube.Node.Agent;

/// <summary>What every pod's worker works with.</summary>
internal sealed record PodWorkerParts(
    PodObserver Observer, PodSync Sync, PodKiller Killer, PodRemoval Removal, VolumeManager Volumes, ProbeManager Probes, PodStatusMaker Statuses, PodAdmission Admission);
