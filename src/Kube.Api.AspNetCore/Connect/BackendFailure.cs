using System.Net.Sockets;
using System.Security.Authentication;

namespace Kube.Api.AspNetCore.Connect;

/// <summary>Words for a server that cannot be reached, as Go's would have them.</summary>
internal static class BackendFailure
{
    public static string Describe(HttpRequestException failure, Uri location) => failure.InnerException switch
    {
        SocketException socket => $"dial tcp {location.Authority}: {Describe(socket)}",
        AuthenticationException tls => $"tls: failed to verify certificate: {tls.Message}",
        TaskCanceledException or TimeoutException => $"dial tcp {location.Authority}: i/o timeout",
        _ => failure.HttpRequestError == HttpRequestError.ResponseEnded ? "EOF" : failure.Message,
    };

    private static string Describe(SocketException failure) => failure.SocketErrorCode switch
    {
        SocketError.ConnectionRefused => "connect: connection refused",
        SocketError.HostUnreachable => "connect: no route to host",
        SocketError.NetworkUnreachable => "connect: network is unreachable",
        SocketError.TimedOut => "i/o timeout",
        SocketError.HostNotFound or SocketError.NoData => "lookup: no such host",
        _ => failure.Message,
    };
}
