using System.Net.WebSockets;
using Kube.Shared.Streams.RemoteCommand;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Kube.Node.Endpoint;

/// <summary>Agrees with a client on a streaming protocol and takes over its connection.</summary>
internal static class EndpointUpgrades
{
    private const string SpdyName = "SPDY/3.1";

    public static bool IsWebSocket(HttpContext http) => http.WebSockets.IsWebSocketRequest;

    /// <summary>Accepts a WebSocket with the client's first protocol that is served; null when it was refused.</summary>
    public static async Task<(WebSocket Socket, string Protocol)?> AcceptWebSocketAsync(HttpContext http, IReadOnlyList<string> served)
    {
        var proposed = http.WebSockets.WebSocketRequestedProtocols;
        var protocol = proposed.Count == 0 && served.Contains("") ? "" : RemoteCommandProtocol.Choose(proposed, served);
        if (protocol is null)
        {
            await NodeEndpoint.Answers.TextAsync(
                http, StatusCodes.Status400BadRequest, $"unable to upgrade: none of [{string.Join(' ', proposed)}] is served, only [{string.Join(' ', served)}]");
            return null;
        }

        // Said here and not through the context, which takes no slash in a name as it should not; Kubernetes' tunnel has one.
        if (protocol.Length > 0) http.Response.Headers.SecWebSocketProtocol = protocol;
        var socket = await http.WebSockets.AcceptWebSocketAsync();
        return (socket, protocol);
    }

    /// <summary>Takes over the connection for SPDY; null when it was refused.</summary>
    public static async Task<(Stream Transport, string Protocol)?> AcceptSpdyAsync(HttpContext http, IReadOnlyList<string> served)
    {
        var upgrade = http.Features.Get<IHttpUpgradeFeature>();
        if (upgrade is not { IsUpgradableRequest: true } || !http.Request.Headers.Upgrade.ToString().Contains(SpdyName, StringComparison.OrdinalIgnoreCase))
        {
            await NodeEndpoint.Answers.TextAsync(http, StatusCodes.Status400BadRequest, "unable to upgrade: missing upgrade headers in request");
            return null;
        }

        var proposed = http.Request.Headers[RemoteCommandProtocol.VersionHeader]
            .SelectMany(value => (value ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)).ToArray();
        var protocol = proposed.Length == 0 ? "" : RemoteCommandProtocol.Choose(proposed, served);
        if (protocol is null)
        {
            foreach (var accepted in served) http.Response.Headers.Append(RemoteCommandProtocol.AcceptedVersionsHeader, accepted);
            await NodeEndpoint.Answers.TextAsync(
                http, StatusCodes.Status403Forbidden,
                $"unable to upgrade: unable to negotiate protocol: client supports [{string.Join(' ', proposed)}], server accepts [{string.Join(' ', served)}]");
            return null;
        }

        http.Response.Headers.Upgrade = SpdyName;
        if (protocol.Length > 0) http.Response.Headers[RemoteCommandProtocol.VersionHeader] = protocol;
        return (await upgrade.UpgradeAsync(), protocol);
    }
}
