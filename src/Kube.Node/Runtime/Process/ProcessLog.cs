using Microsoft.Extensions.Logging;

namespace Kube.Node.Runtime.Process;

internal static partial class ProcessLog
{
    [LoggerMessage(5200, LogLevel.Information, "Found {Sandboxes} pod sandboxes of an earlier life, {Dead} of them dead")]
    public static partial void Recovered(this ILogger logger, int sandboxes, int dead);

    [LoggerMessage(5201, LogLevel.Warning, "The shim of pod {Namespace}/{Name} ended; its containers were killed")]
    public static partial void ShimDied(this ILogger logger, string @namespace, string name);

    [LoggerMessage(5202, LogLevel.Warning, "No shim could be kept ready: {Cause}")]
    public static partial void NoSpare(this ILogger logger, string cause, Exception error);

    [LoggerMessage(5203, LogLevel.Warning, "Pod sandbox {Sandbox} was not cleaned up: {Cause}")]
    public static partial void NotCleaned(this ILogger logger, string sandbox, string cause, Exception error);

    [LoggerMessage(5204, LogLevel.Information, "Pods are not isolated: {Why}")]
    public static partial void NotIsolated(this ILogger logger, string why);
}
