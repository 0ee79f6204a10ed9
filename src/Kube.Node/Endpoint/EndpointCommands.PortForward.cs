using System.Globalization;
using Kube.Api.Models;
using Kube.Node.Agent;
using Kube.Shared.Streams.PortForward;
using Kube.Shared.Streams.RemoteCommand;
using Microsoft.AspNetCore.Http;
using System.Net.WebSockets;

namespace Kube.Node.Endpoint;

internal sealed partial class EndpointCommands
{
    public async Task PortForwardAsync(HttpContext http, NodeAgent node, EndpointRoute route)
    {
        if (await EndpointContainers.FindPodAsync(http, node, route) is not { } pod) return;
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, lifetime.ApplicationStopping);
        var target = Target(node, pod);
        if (!EndpointUpgrades.IsWebSocket(http))
        {
            if (await EndpointUpgrades.AcceptSpdyAsync(http, [PortForwardProtocol.Spdy]) is { } upgraded)
                await SpdyPortForward.ServeAsync(upgraded.Transport, target, time, ending.Token);
            return;
        }

        // The old protocol takes its ports from the query; they are looked at before the client is told yes.
        var isOld = RemoteCommandProtocol.Choose(http.WebSockets.WebSocketRequestedProtocols, PortForwardProtocol.WebSocket) is { } protocol
            && protocol != PortForwardProtocol.Tunnelled;
        var ports = isOld ? ReadPorts(http.Request.Query) : [];
        if (ports is null)
        {
            await NodeEndpoint.Answers.TextAsync(http, StatusCodes.Status400BadRequest, "query parameter \"port\" is required");
            return;
        }

        if (await EndpointUpgrades.AcceptWebSocketAsync(http, PortForwardProtocol.WebSocket) is not { } accepted) return;
        if (isOld)
        {
            await WebSocketPortForward.ServeAsync(accepted.Socket, accepted.Protocol == PortForwardProtocol.V4Base64, ports, target, time, ending.Token);
            return;
        }

        await using var tunnel = WebSocketStream.Create(accepted.Socket, WebSocketMessageType.Binary, ownsWebSocket: true);
        await SpdyPortForward.ServeAsync(tunnel, target, time, ending.Token);
    }

    private static PortForwardTarget Target(NodeAgent node, V1Pod pod) => new(
        async (port, cancellationToken) =>
        {
            var sandbox = await EndpointContainers.FindSandboxAsync(node, pod, cancellationToken)
                ?? throw new IOException($"pod not found (\"{pod.Metadata.Name}_{pod.Metadata.Namespace}\")");
            return await node.Pods.Runtime.Streams.PortForwardAsync(sandbox, port, cancellationToken);
        },
        (port, failure) => $"error forwarding port {port} to pod {pod.Metadata.Name}, uid {pod.Metadata.Uid}: {failure.Message}");

    private static IReadOnlyList<int>? ReadPorts(IQueryCollection query)
    {
        var ports = new List<int>();
        foreach (var text in query["port"].SelectMany(value => (value ?? "").Split(',')))
        {
            if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port is < 1 or > ushort.MaxValue) return null;
            ports.Add(port);
        }

        return ports.Count is > 0 and <= WebSocketPortForward.MaxPorts ? ports : null;
    }
}
