using Microsoft.Extensions.Logging;

namespace Kube.Node.NetworkPolicy;

internal static partial class PolicyLog
{
    [LoggerMessage(5750, LogLevel.Warning, "Cannot change the kernel's rules for network policies; they are made anew.")]
    public static partial void RulesFailed(ILogger logger, Exception exception);

    [LoggerMessage(5751, LogLevel.Error, "Network policies failed; what is in force stays so, and it is tried again.")]
    public static partial void SyncFailed(ILogger logger, Exception exception);
}
