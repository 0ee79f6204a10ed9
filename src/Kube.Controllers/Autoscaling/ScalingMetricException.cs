namespace Kube.Controllers.Autoscaling;

/// <summary>A count cannot be made of a metric; the message is as upstream words it.</summary>
internal sealed class ScalingMetricException(string message) : Exception(message);
