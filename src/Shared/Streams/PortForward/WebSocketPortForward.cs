using System.Buffers.Binary;
using System.Net.WebSockets;
using System.Text;

namespace Kube.Shared.Streams.PortForward;

/// <summary>Port forwarding over WebSocket channels: channel 2i carries the connection to the i-th port, 2i+1 what went wrong with it.</summary>
internal static class WebSocketPortForward
{
    /// <summary>As many ports as have two channels each.</summary>
    public const int MaxPorts = 127;

    /// <summary>Connects to every port at once and serves until all connections have ended, the client closes, or the token is cancelled.</summary>
    public static async Task ServeAsync(
        WebSocket socket, bool isBase64, IReadOnlyList<int> ports, PortForwardTarget target, TimeProvider time, CancellationToken cancellationToken)
    {
        await using var channels = new WebSocketChannels(socket, isBase64, time);
        var received = ports.Select((_, i) => channels.Receive((byte)(2 * i))).ToArray();
        var running = channels.RunAsync(cancellationToken);
        var forwards = ports.Select((port, i) => ForwardAsync(channels, i, port, received[i], target)).ToArray();
        await Task.WhenAll(forwards);
        await channels.CloseAsync();
        await channels.DisposeAsync();
        await running;
    }

    private static async Task ForwardAsync(WebSocketChannels channels, int index, int port, Stream received, PortForwardTarget target)
    {
        // Each channel begins with its port, lowest byte first.
        var announced = new byte[2];
        BinaryPrimitives.WriteUInt16LittleEndian(announced, (ushort)port);
        var (data, error) = ((byte)(2 * index), (byte)((2 * index) + 1));
        if (!await channels.TrySendAsync(data, announced) || !await channels.TrySendAsync(error, announced)) return;
        var message = await target.ForwardAsync(port, received, channels.Send(data), channels.Ended);
        if (message is not null) await channels.TrySendAsync(error, Encoding.UTF8.GetBytes(message));
    }
}
