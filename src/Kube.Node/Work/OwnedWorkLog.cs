using Microsoft.Extensions.Logging;

namespace Kube.Node.Work;

internal static partial class OwnedWorkLog
{
    [LoggerMessage(5790, LogLevel.Error, "{Name} failed.")]
    public static partial void Failed(ILogger logger, Exception exception, string name);
}
