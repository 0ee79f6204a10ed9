using System.Threading.Channels;
using Kube.Api.Models;
using Kube.Node.Agent;
using Kube.Node.Errors;
using Kube.Node.Runtime;
using Kube.Shared.Streams.RemoteCommand;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace Kube.Node.Endpoint;

/// <summary>Serves exec, attach, run and port forwarding: a client's streams on one side, the runtime's on the other.</summary>
internal sealed partial class EndpointCommands(IHostApplicationLifetime lifetime, TimeProvider time)
{
    public Task ExecAsync(HttpContext http, NodeAgent node, EndpointRoute route)
    {
        var command = http.Request.Query["command"].Select(part => part ?? "").ToArray();
        return StreamAsync(http, node, route, "executing command in", async (session, container, wanted, sizes, cancellationToken) =>
        {
            var code = await node.Pods.Runtime.Streams.ExecAsync(
                new ExecRequest
                {
                    ContainerId = container, Command = command, Tty = wanted.Tty, Stdin = session.Stdin, Stdout = session.Stdout, Stderr = session.Stderr, Resizes = sizes,
                },
                cancellationToken);
            return code == 0 ? RemoteCommandStatus.Success : RemoteCommandStatus.Exited(code, command);
        });
    }

    public Task AttachAsync(HttpContext http, NodeAgent node, EndpointRoute route) =>
        StreamAsync(http, node, route, "attaching to", async (session, container, _, sizes, cancellationToken) =>
        {
            await node.Pods.Runtime.Streams.AttachAsync(
                new AttachRequest { ContainerId = container, Stdin = session.Stdin, Stdout = session.Stdout, Stderr = session.Stderr, Resizes = sizes },
                cancellationToken);
            return RemoteCommandStatus.Success;
        });

    /// <summary>Runs a command without streams: its words in <c>cmd</c>, its output in the answer.</summary>
    public async Task RunAsync(HttpContext http, NodeAgent node, EndpointRoute route)
    {
        if (await EndpointContainers.FindPodAsync(http, node, route) is not { } pod) return;
        if (await EndpointContainers.FindContainerAsync(node, pod, route.Container, http.RequestAborted) is not { } container)
        {
            await NodeEndpoint.Answers.TextAsync(http, StatusCodes.Status500InternalServerError, NotFound(route));
            return;
        }

        var command = http.Request.Query["cmd"].ToString().Split(' ');
        var result = await node.Pods.Runtime.Streams.ExecSyncAsync(new ExecSyncRequest { ContainerId = container, Command = command }, http.RequestAborted);
        http.Response.StatusCode = result.ExitCode == 0 ? StatusCodes.Status200OK : StatusCodes.Status500InternalServerError;
        http.Response.ContentType = "text/plain; charset=utf-8";
        await http.Response.Body.WriteAsync(result.Stdout, http.RequestAborted);
        await http.Response.Body.WriteAsync(result.Stderr, http.RequestAborted);
    }

    private async Task StreamAsync(HttpContext http, NodeAgent node, EndpointRoute route, string doing, CommandBody body)
    {
        if (ReadStreams(http.Request.Query) is not { } wanted)
        {
            await NodeEndpoint.Answers.TextAsync(http, StatusCodes.Status400BadRequest, "you must specify at least 1 of stdin, stdout, stderr");
            return;
        }

        if (await EndpointContainers.FindPodAsync(http, node, route) is not { } pod) return;
        var container = await EndpointContainers.FindContainerAsync(node, pod, route.Container, http.RequestAborted);
        if (container is null && !EndpointUpgrades.IsWebSocket(http))
        {
            await NodeEndpoint.Answers.TextAsync(http, StatusCodes.Status500InternalServerError, NotFound(route));
            return;
        }

        // Only the latest size counts.
        var sizes = Channel.CreateBounded<TerminalSize>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, lifetime.ApplicationStopping);
        await using var session = await OpenAsync(http, wanted, (columns, rows) => sizes.Writer.TryWrite(new TerminalSize(columns, rows)), ending.Token);
        if (session is null) return;

        // A WebSocket client is told on the error channel, as it is by upstream's API server.
        var status = container is null
            ? RemoteCommandStatus.Failed("unable to upgrade connection: " + NotFound(route))
            : await RunAsync(session, container, wanted, sizes.Reader, doing, body, ending.Token);
        await session.FinishAsync(status);
    }

    private static async Task<RemoteCommandStatus> RunAsync(
        IRemoteCommandSession session, string container, RemoteCommandStreams wanted, ChannelReader<TerminalSize> sizes, string doing, CommandBody body,
        CancellationToken cancellationToken)
    {
        // What nobody watches any more is not left running.
        using var watched = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, session.Gone);
        try
        {
            return await body(session, container, wanted, wanted.Tty ? sizes : null, watched.Token);
        }
        catch (OperationCanceledException)
        {
            return RemoteCommandStatus.Failed($"error {doing} container: context canceled");
        }
        catch (Exception failure) when (failure is NodeException or IOException)
        {
            return RemoteCommandStatus.Failed($"error {doing} container: {failure.Message}");
        }
    }

    private async Task<IRemoteCommandSession?> OpenAsync(HttpContext http, RemoteCommandStreams wanted, Action<int, int> resized, CancellationToken cancellationToken)
    {
        if (EndpointUpgrades.IsWebSocket(http))
        {
            return await EndpointUpgrades.AcceptWebSocketAsync(http, RemoteCommandProtocol.WebSocket) is { } accepted
                ? await WebSocketRemoteCommand.AcceptAsync(accepted.Socket, accepted.Protocol, wanted, resized, time, cancellationToken)
                : null;
        }

        return await EndpointUpgrades.AcceptSpdyAsync(http, RemoteCommandProtocol.Spdy) is { } upgraded
            ? await SpdyRemoteCommand.AcceptAsync(upgraded.Transport, upgraded.Protocol, wanted, resized, time, cancellationToken)
            : null;
    }

    private static RemoteCommandStreams? ReadStreams(IQueryCollection query)
    {
        var tty = query["tty"] == "1";
        // A terminal has one output; asking for both is an old habit of clients.
        var wanted = new RemoteCommandStreams(query["input"] == "1", query["output"] == "1", query["error"] == "1" && !tty, tty);
        return wanted.Stdin || wanted.Stdout || wanted.Stderr ? wanted : null;
    }

    private static string NotFound(EndpointRoute route) => $"container not found (\"{route.Container}\")";

    private delegate Task<RemoteCommandStatus> CommandBody(
        IRemoteCommandSession session, string container, RemoteCommandStreams wanted, ChannelReader<TerminalSize>? sizes, CancellationToken cancellationToken);
}
