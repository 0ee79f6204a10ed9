namespace Kube.Api.Cel;

/// <summary>An expression that was stopped because it cost more than it may.</summary>
internal sealed class CelCostExceededException() : Exception("operation cancelled: actual cost limit exceeded");
