using System.Buffers;
using Kube.Shared.Streams.Spdy;

namespace Kube.Shared.Streams.RemoteCommand;

/// <summary>A remote command over SPDY: the client opens a stream for each of error, stdin, stdout, stderr and resize.</summary>
internal sealed class SpdyRemoteCommand : IRemoteCommandSession
{
    private static readonly TimeSpan OpeningTime = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ClosingTime = TimeSpan.FromSeconds(2);

    private readonly SpdyConnection _connection;
    private readonly Dictionary<string, SpdyStream> _streams = [];
    private readonly string _protocol;
    private readonly TimeProvider _time;
    private readonly Task _running;
    private Task _resizing = Task.CompletedTask;

    private SpdyRemoteCommand(Stream transport, string protocol, TimeProvider time, CancellationToken cancellationToken)
    {
        _connection = new SpdyConnection(transport, isServer: true);
        _protocol = protocol;
        _time = time;
        _running = _connection.RunAsync(cancellationToken);
    }

    public Stream? Stdin => _streams.GetValueOrDefault("stdin");

    public Stream? Stdout => _streams.GetValueOrDefault("stdout");

    public Stream? Stderr => _streams.GetValueOrDefault("stderr");

    public CancellationToken Gone => _connection.Ended;

    /// <summary>Takes over an upgraded connection and waits for the streams that the options ask for.</summary>
    /// <returns>Null when they do not come.</returns>
    public static async Task<SpdyRemoteCommand?> AcceptAsync(
        Stream transport, string protocol, RemoteCommandStreams wanted, Action<int, int> resized, TimeProvider time, CancellationToken cancellationToken)
    {
        var session = new SpdyRemoteCommand(transport, protocol, time, cancellationToken);
        using var deadline = new CancellationTokenSource(OpeningTime, time);
        using var opening = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            if (await session.TakeStreamsAsync(wanted, opening.Token))
            {
                if (session._streams.TryGetValue("resize", out var sizes)) session._resizing = TerminalSizes.ReadAsync(sizes, resized, session.Gone);
                return session;
            }
        }
        catch (Exception gone) when (gone is OperationCanceledException or IOException)
        {
            // The client left, or never opened them: there is no stream to say so on.
        }

        await session.DisposeAsync();
        return null;
    }

    public async Task FinishAsync(RemoteCommandStatus status)
    {
        try
        {
            foreach (var (kind, stream) in _streams)
            {
                if (kind is "stdout" or "stderr") await stream.CompleteWritesAsync(Gone);
                else if (kind is "stdin" or "resize") stream.StopReading();
            }

            var error = _streams["error"];
            await error.WriteAsync(status.Encode(RemoteCommandProtocol.HasStatus(_protocol)), Gone);
            await error.CompleteWritesAsync(Gone);
            await _connection.GoAwayAsync(Gone);
            // The client closes when it has read everything; closing first could take its last bytes from it.
            await _running.WaitAsync(ClosingTime, _time, CancellationToken.None);
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException or TimeoutException)
        {
            // The client has left already, or stays although there is nothing more to come.
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync();
        await _running;
        await _resizing;
    }

    private async ValueTask<bool> TakeStreamsAsync(RemoteCommandStreams wanted, CancellationToken cancellationToken)
    {
        HashSet<string> missing = ["error"];
        if (wanted.Stdin) missing.Add("stdin");
        if (wanted.Stdout) missing.Add("stdout");
        if (wanted.Stderr) missing.Add("stderr");
        if (wanted.Tty && RemoteCommandProtocol.HasResize(_protocol)) missing.Add("resize");
        while (missing.Count > 0)
        {
            if (await _connection.AcceptAsync(cancellationToken) is not { } stream) return false;
            var kind = stream.Headers.Find(RemoteCommandProtocol.StreamType) ?? "";
            if (!missing.Remove(kind))
            {
                stream.Reset(SpdyResetReason.RefusedStream);
                continue;
            }

            _streams.Add(kind, stream);
            await stream.ReplyAsync(cancellationToken);
        }

        return true;
    }
}
