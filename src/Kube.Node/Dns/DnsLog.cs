using System.Net;
using Microsoft.Extensions.Logging;

namespace Kube.Node.Dns;

internal static partial class DnsLog
{
    [LoggerMessage(5800, LogLevel.Warning, "Cluster DNS is not served on its service address: this process may not add addresses to the loopback interface ({Why}). It answers on {Address}.")]
    public static partial void AddressesNotAllowed(ILogger logger, string why, IPEndPoint address);

    [LoggerMessage(5801, LogLevel.Warning, "Cluster DNS cannot listen on {Address}; trying again.")]
    public static partial void ListenFailed(ILogger logger, Exception exception, IPEndPoint address);

    [LoggerMessage(5802, LogLevel.Debug, "No resolver of the host answers for {Name}.")]
    public static partial void NoUpstream(ILogger logger, string name);

    [LoggerMessage(5803, LogLevel.Warning, "The cluster's DNS service cannot be registered; trying again.")]
    public static partial void RegistrationFailed(ILogger logger, Exception exception);

    [LoggerMessage(5804, LogLevel.Debug, "A DNS client went away.")]
    public static partial void ClientGone(ILogger logger, Exception exception);

    [LoggerMessage(5805, LogLevel.Error, "A DNS query failed.")]
    public static partial void QueryFailed(ILogger logger, Exception exception);
}
