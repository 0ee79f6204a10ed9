namespace Kube.Api.AspNetCore.Metrics;

/// <summary>What is counted of requests for resources while they are served.</summary>
internal sealed class ResourceRequestMetrics(LongRunningRequests longRunning, DeprecatedRequests deprecated)
{
    public LongRunningRequests LongRunning { get; } = longRunning;

    public DeprecatedRequests Deprecated { get; } = deprecated;
}
