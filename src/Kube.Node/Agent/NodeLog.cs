using Microsoft.Extensions.Logging;

namespace Kube.Node.Agent;

/// <summary>Log messages of the agent.</summary>
internal static partial class NodeLog
{
    [LoggerMessage(EventId = 5100, Level = LogLevel.Warning, Message = "status of pod {Pod} could not be sent; trying again")]
    public static partial void StatusNotSent(ILogger logger, string pod, Exception cause);

    [LoggerMessage(EventId = 5101, Level = LogLevel.Error, Message = "pass of pod {Pod} failed; trying again in {Wait}")]
    public static partial void PassFailed(ILogger logger, string pod, TimeSpan wait, Exception cause);

    [LoggerMessage(EventId = 5102, Level = LogLevel.Warning, Message = "the runtime's events ended; subscribing again")]
    public static partial void EventsEnded(ILogger logger, Exception? cause);

    [LoggerMessage(EventId = 5103, Level = LogLevel.Information, Message = "pod {Namespace}/{Name} ({Uid}) is in the runtime but not in the cluster; ending it")]
    public static partial void OrphanFound(ILogger logger, string? @namespace, string? name, string uid);

    [LoggerMessage(EventId = 5104, Level = LogLevel.Warning, Message = "{What} failed; trying again")]
    public static partial void Retrying(ILogger logger, string what, Exception cause);

    [LoggerMessage(EventId = 5105, Level = LogLevel.Information, Message = "node {Node} is registered")]
    public static partial void Registered(ILogger logger, string node);

    [LoggerMessage(EventId = 5106, Level = LogLevel.Warning, Message = "probe of container {Container} of pod {Pod} failed to run")]
    public static partial void ProbeFailed(ILogger logger, string pod, string container, Exception cause);
}
