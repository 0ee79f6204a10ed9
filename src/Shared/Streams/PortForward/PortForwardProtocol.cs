namespace Kube.Shared.Streams.PortForward;

/// <summary>Names of the port forward protocols.</summary>
internal static class PortForwardProtocol
{
    /// <summary>Over SPDY: two streams for every connection.</summary>
    public const string Spdy = "portforward.k8s.io";

    /// <summary>The same, its frames in WebSocket messages (KEP-4006).</summary>
    public const string Tunnelled = "SPDY/3.1+portforward.k8s.io";

    /// <summary>Over WebSocket: two channels for every port, one connection each.</summary>
    public const string V4 = "v4.channel.k8s.io";
    public const string V4Base64 = "v4.base64.channel.k8s.io";

    public const string PortHeader = "port";
    public const string RequestHeader = "requestID";
    public const string DataType = "data";
    public const string ErrorType = "error";

    public static IReadOnlyList<string> WebSocket { get; } = [Tunnelled, V4, V4Base64];
}
