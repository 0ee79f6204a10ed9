namespace Kube.Api.Kubernetes.Core.Pods;

/// <summary>The conditions of pods that the server itself writes or reads.</summary>
internal static class PodConditions
{
    public const string Scheduled = "PodScheduled";
    public const string Ready = "Ready";
    public const string DisruptionTarget = "DisruptionTarget";
    public const string Initialized = "Initialized";
}
