namespace Kube.Controllers.Autoscaling;

/// <summary>What a pod used of a resource.</summary>
/// <param name="Milli">In thousandths of the resource's unit.</param>
/// <param name="At">When it was measured.</param>
/// <param name="Window">Over which time.</param>
internal readonly record struct PodUsage(long Milli, DateTimeOffset At, TimeSpan Window);
