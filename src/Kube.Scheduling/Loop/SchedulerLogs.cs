using Microsoft.Extensions.Logging;

namespace Kube.Scheduling.Loop;

internal static partial class SchedulerLogs
{
    [LoggerMessage(3001, LogLevel.Error, "The attempt to schedule {Pod} failed")]
    public static partial void AttemptFailed(this ILogger logger, Exception exception, string pod);

    [LoggerMessage(3002, LogLevel.Warning, "Binding {Pod} to {Node} failed: {Reason}")]
    public static partial void BindingFailed(this ILogger logger, string pod, string node, string reason);

    [LoggerMessage(3003, LogLevel.Warning, "The server never said that {Pod} is on {Node}; it no longer counts there")]
    public static partial void AssumedPodExpired(this ILogger logger, string pod, string node);

    [LoggerMessage(3004, LogLevel.Debug, "No node can take {Pod}: {Reason}")]
    public static partial void Unschedulable(this ILogger logger, string pod, string reason);

    [LoggerMessage(3005, LogLevel.Warning, "Writing about {Pod} failed")]
    public static partial void WriteFailed(this ILogger logger, Exception exception, string pod);

    [LoggerMessage(3006, LogLevel.Information, "Scheduling begins: {Nodes} nodes, {Pods} pods wait")]
    public static partial void Started(this ILogger logger, int nodes, int pods);

    [LoggerMessage(3007, LogLevel.Error, "The scheduling loop failed; it begins anew in {Seconds} s")]
    public static partial void LoopFailed(this ILogger logger, Exception exception, double seconds);
}
