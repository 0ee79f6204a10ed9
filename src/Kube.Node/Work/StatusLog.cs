using System.Net;
using Kube.Node.Hosting;
using Microsoft.Extensions.Logging;

namespace Kube.Node.Work;

internal static partial class StatusLog
{
    [LoggerMessage(5791, LogLevel.Information, "{Door} is told on {Address}.")]
    public static partial void Opened(ILogger logger, StatusDoor door, IPEndPoint address);

    [LoggerMessage(5792, LogLevel.Warning, "{Door} cannot be told on {Address}; trying again.")]
    public static partial void Failed(ILogger logger, Exception exception, StatusDoor door, IPEndPoint address);
}
