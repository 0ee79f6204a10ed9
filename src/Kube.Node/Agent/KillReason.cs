namespace Kube.Node.Agent;

internal enum KillReason
{
    /// <summary>The pod's own grace holds.</summary>
    Other,

    /// <summary>The liveness probe's grace holds, if it has one.</summary>
    LivenessProbe,

    /// <summary>The startup probe's grace holds, if it has one.</summary>
    StartupProbe,
}
