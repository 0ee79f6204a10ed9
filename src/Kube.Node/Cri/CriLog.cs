using Microsoft.Extensions.Logging;

namespace Kube.Node.Cri;

internal static partial class CriLog
{
    [LoggerMessage(EventId = 5300, Level = LogLevel.Warning, Message = "The container runtime did not answer ({What}); trying again: {Reason}")]
    public static partial void Retrying(ILogger logger, string what, string reason);

    public static void Retrying(ILogger logger, string what, Exception failure) => Retrying(logger, what, failure.Message);
}
