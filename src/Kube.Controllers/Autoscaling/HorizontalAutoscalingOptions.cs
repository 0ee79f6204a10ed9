namespace Kube.Controllers.Autoscaling;

/// <summary>How horizontal pod autoscalers work: kube-controller-manager's flags <c>--horizontal-pod-autoscaler-*</c>.</summary>
public sealed class HorizontalAutoscalingOptions
{
    /// <summary>How often each autoscaler looks. Default 15 seconds; 1 second to 1 hour.</summary>
    public TimeSpan SyncPeriod { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How far a metric may be from its target without anything being done, where the autoscaler does not say. Default 0.1; 0 to 1.</summary>
    public double Tolerance { get; set; } = 0.1;

    /// <summary>How long a high recommendation keeps counts from going down, where the autoscaler does not say. Default 5 minutes; 0 to 1 hour.</summary>
    public TimeSpan DownscaleStabilization { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long after its start a pod's processor time counts only while it is ready. Default 5 minutes; 0 to 1 hour.</summary>
    public TimeSpan CpuInitializationPeriod { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long after its start a pod that becomes unready was never ready. Default 30 seconds; 0 to 1 hour.</summary>
    public TimeSpan InitialReadinessDelay { get; set; } = TimeSpan.FromSeconds(30);

    internal bool IsValid() =>
        SyncPeriod >= TimeSpan.FromSeconds(1) && SyncPeriod <= TimeSpan.FromHours(1) && Tolerance is >= 0 and <= 1 && IsShort(DownscaleStabilization)
        && IsShort(CpuInitializationPeriod) && IsShort(InitialReadinessDelay);

    private static bool IsShort(TimeSpan time) => time >= TimeSpan.Zero && time <= TimeSpan.FromHours(1);
}
