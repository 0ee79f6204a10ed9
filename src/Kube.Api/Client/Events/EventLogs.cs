using Microsoft.Extensions.Logging;

namespace Kube.Api.Client.Events;

internal static partial class EventLogs
{
    [LoggerMessage(2213, LogLevel.Warning, "A series of events could not be written")]
    public static partial void SeriesFailed(ILogger logger, Exception exception);
}
