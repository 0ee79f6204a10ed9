using System.Buffers;
using System.Net.WebSockets;

namespace Kube.Shared.Streams.RemoteCommand;

/// <summary>A remote command over WebSocket: channels 0 to 4 are stdin, stdout, stderr, error and resize; in version 5, 255 closes a channel.</summary>
internal sealed class WebSocketRemoteCommand : IRemoteCommandSession
{
    private const byte Close = 255;

    private readonly WebSocketChannels _channels;
    private readonly string _protocol;
    private readonly TimeProvider _time;
    private readonly Action<int, int> _resized;
    private readonly Task _running;

    private WebSocketRemoteCommand(
        WebSocket socket, string protocol, RemoteCommandStreams wanted, Action<int, int> resized, TimeProvider time, CancellationToken cancellationToken)
    {
        _protocol = protocol;
        _time = time;
        _resized = resized;
        _channels = new WebSocketChannels(socket, RemoteCommandProtocol.IsBase64(protocol), time);
        Stdin = wanted.Stdin ? _channels.Receive(0) : null;
        Stdout = wanted.Stdout ? _channels.Send(1) : null;
        Stderr = wanted.Stderr ? _channels.Send(2) : null;
        _channels.Listen(4, OnSize);
        if (protocol == RemoteCommandProtocol.V5) _channels.Listen(Close, OnClose);
        _running = _channels.RunAsync(cancellationToken);
    }

    public Stream? Stdin { get; }

    public Stream? Stdout { get; }

    public Stream? Stderr { get; }

    public CancellationToken Gone => _channels.Ended;

    /// <summary>Takes over an accepted WebSocket and greets the client.</summary>
    public static async Task<WebSocketRemoteCommand> AcceptAsync(
        WebSocket socket, string protocol, RemoteCommandStreams wanted, Action<int, int> resized, TimeProvider time, CancellationToken cancellationToken)
    {
        var session = new WebSocketRemoteCommand(socket, protocol, wanted, resized, time, cancellationToken);
        // Upstream's servers begin with an empty message on the lowest channel they write, and some clients wait for it.
        var lowest = wanted.Stdout ? 1 : wanted.Stderr ? 2 : 3;
        await session._channels.TrySendAsync((byte)lowest, default);
        return session;
    }

    public async Task FinishAsync(RemoteCommandStatus status)
    {
        var last = status.Encode(RemoteCommandProtocol.HasStatus(_protocol));
        if (last.Length > 0) await _channels.TrySendAsync(3, last);
        await _channels.CloseAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _channels.DisposeAsync();
        await _running;
    }

    private void OnSize(ReadOnlyMemory<byte> json) => TerminalSizes.TryParse(new ReadOnlySequence<byte>(json), _resized);

    private void OnClose(ReadOnlyMemory<byte> channel)
    {
        if (channel.Length == 1 && channel.Span[0] == 0) _channels.EndOf(0);
    }
}
