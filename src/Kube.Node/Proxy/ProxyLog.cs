using Kube.Api.Client;
using Microsoft.Extensions.Logging;

namespace Kube.Node.Proxy;

internal static partial class ProxyLog
{
    [LoggerMessage(5700, LogLevel.Warning, "Cluster IPs are not served: this process may not add addresses to the loopback interface ({Why}). Node ports are, on {Addresses}.")]
    public static partial void AddressesNotAllowed(ILogger logger, string why, string addresses);

    [LoggerMessage(5701, LogLevel.Warning, "Cannot listen on {Address} for {Service}; trying again.")]
    public static partial void ListenFailed(ILogger logger, Exception exception, ListenAddress address, ServicePortKey service);

    [LoggerMessage(5702, LogLevel.Warning, "Cannot accept on {Address}.")]
    public static partial void AcceptFailed(ILogger logger, Exception exception, ListenAddress address);

    [LoggerMessage(5703, LogLevel.Debug, "A connection to {Address} ended.")]
    public static partial void ConnectionEnded(ILogger logger, Exception exception, ListenAddress address);

    [LoggerMessage(5704, LogLevel.Debug, "No endpoint of {Service} accepts a connection from {Address}.")]
    public static partial void NoEndpoint(ILogger logger, ServicePortKey service, ListenAddress address);

    [LoggerMessage(5705, LogLevel.Warning, "Cannot change the addresses of the loopback interface.")]
    public static partial void AddressFailed(ILogger logger, Exception exception);

    [LoggerMessage(5707, LogLevel.Warning, "Cannot change the kernel's rules for services; they are made anew.")]
    public static partial void RulesFailed(ILogger logger, Exception exception);

    [LoggerMessage(5708, LogLevel.Warning, "Cannot answer load balancers for {Service} on port {Port}.")]
    public static partial void HealthCheckFailed(ILogger logger, Exception exception, ObjectKey service, int port);

    [LoggerMessage(5706, LogLevel.Error, "The service proxy failed; it goes on with what it knows and tries again.")]
    public static partial void SyncFailed(ILogger logger, Exception exception);
}
