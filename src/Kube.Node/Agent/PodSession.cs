using Kube.Api.Models;
using Kube.Node.Images;
using Kube.Node.Probes;
using Kube.Node.Resizing;
using Kube.Node.Runtime;
using Kube.Node.Status;
using Kube.Node.Volumes;

namespace Kube.Node.Agent;

/// <summary>What a pod's worker remembers between passes. For one owner: the worker.</summary>
internal sealed class PodSession(V1Pod pod, TimeProvider time)
{
    public static readonly TimeSpan RetryWait = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan s_shortestGrace = TimeSpan.FromSeconds(1);

    /// <summary>The pod as it is to be: as desired, with the requests and limits that the node has granted. Shared, read-only.</summary>
    public V1Pod Pod { get; set; } = pod;

    /// <summary>The pod as the API server has it. Shared, read-only.</summary>
    public V1Pod Desired { get; set; } = pod;

    /// <summary>What the node has granted; null before it was admitted.</summary>
    public PodAllocation? Allocation { get; set; }

    /// <summary>A resize that the node has not granted; null: there is none.</summary>
    public ResizeState? ResizePending { get; set; }

    /// <summary>A resize that was granted and is not done yet; null: there is none.</summary>
    public ResizeState? ResizeInProgress { get; set; }

    public PodVolumes Volumes { get; } = new();

    public PullMemory Pulls { get; } = new();

    public Backoff Restarts { get; } = new();

    public Dictionary<(string ContainerId, ProbeKind Kind), RunningProbe> Probes { get; } = [];

    public Dictionary<string, StartFailure> StartFailures { get; } = new(StringComparer.Ordinal);

    /// <summary>Resizes that the runtime cannot do, by container and generation.</summary>
    public HashSet<(string ContainerId, long Generation)> RefusedResizes { get; } = [];

    /// <summary>When a start failed last, by container.</summary>
    public Dictionary<string, DateTimeOffset> FailedStarts { get; } = new(StringComparer.Ordinal);

    /// <summary>Containers whose stop has been told, and whose hook has run.</summary>
    public HashSet<string> Announced { get; } = new(StringComparer.Ordinal);

    /// <summary>The status made last.</summary>
    public V1PodStatus? Status { get; set; }

    public PodVerdict? Verdict { get; set; }

    public bool IsAdmitted { get; set; }

    /// <summary>The time that containers have to stop, whatever the pod says; null: what the pod says.</summary>
    public TimeSpan? GraceOverride { get; set; }

    /// <summary>Everything of the pod is to stop; there is no way back.</summary>
    public bool IsTerminating { get; set; }

    /// <summary>It has stopped, and what the node gave to it was taken back.</summary>
    public bool IsTerminated { get; set; }

    /// <summary>The API server no longer has it.</summary>
    public bool IsGone { get; set; }

    public DateTimeOffset TerminationBegan { get; set; }

    /// <summary>The API server never had it: only the runtime knows it.</summary>
    public bool IsOrphan { get; init; }

    public string Address { get; set; } = "";

    public IReadOnlyList<string> HostAddresses { get; set; } = [];

    /// <summary>When the next pass is due at the latest; null: only when something happens.</summary>
    public DateTimeOffset? NextPass { get; private set; }

    public void ResetWake() => NextPass = null;

    public void WakeAfter(TimeSpan wait) => WakeAt(time.GetUtcNow() + wait);

    public void WakeAt(DateTimeOffset at)
    {
        if (NextPass is null || at < NextPass) NextPass = at;
    }

    /// <summary>The time that containers have to stop.</summary>
    public TimeSpan Grace()
    {
        var seconds = Pod.Metadata.DeletionTimestamp is not null || IsGone ? Pod.Metadata.DeletionGracePeriodSeconds : null;
        var grace = TimeSpan.FromSeconds(seconds ?? Pod.Spec.TerminationGracePeriodSeconds ?? 30);
        if (GraceOverride is { } most && most < grace) grace = most;
        return grace > s_shortestGrace ? grace : s_shortestGrace;
    }

    public string AddressOf(SandboxStatus sandbox) =>
        sandbox.Addresses.Count > 0 ? sandbox.Addresses[0] : HostAddresses.Count > 0 ? HostAddresses[0] : "127.0.0.1";
}
