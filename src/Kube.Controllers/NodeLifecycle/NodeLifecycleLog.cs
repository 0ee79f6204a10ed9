using Microsoft.Extensions.Logging;

namespace Kube.Controllers.NodeLifecycle;

internal static partial class NodeLifecycleLog
{
    [LoggerMessage(4300, LogLevel.Warning, "Node {Node} could not be looked after; the next round tries again.")]
    public static partial void Failed(ILogger logger, Exception exception, string node);
}
