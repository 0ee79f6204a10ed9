using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Net.Sockets;
using Kube.Node.Runtime.Process.Linux;
using Kube.Node.Runtime.Process.Shim;

namespace Kube.Node.Runtime.Process;

/// <summary>The agent's end of one connection to a shim. One reader and any number of writers at a time.</summary>
internal sealed class ShimConnection : IDisposable
{
    private readonly Socket _socket;
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly byte[] _header = new byte[5];

    private ShimConnection(Socket socket) => _socket = socket;

    /// <exception cref="SocketException">No shim listens there.</exception>
    public static async Task<ShimConnection> OpenAsync(string directory, CancellationToken cancellationToken)
    {
        // A socket's path has at most 107 bytes; through a descriptor of its directory it is short wherever that lies.
        var fd = Native.Open(directory, Sys.PathOnly | Sys.CloseOnExec, 0);
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{fd}/s")), cancellationToken);
            return new(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
        finally
        {
            if (fd >= 0)
                Native.Close(fd);
        }
    }

    public async ValueTask SendAsync(FrameKind kind, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        var frame = ArrayPool<byte>.Shared.Rent(payload.Length + 5);
        try
        {
            BinaryPrimitives.WriteInt32LittleEndian(frame, payload.Length);
            frame[4] = (byte)kind;
            payload.CopyTo(frame.AsMemory(5));
            await _writing.WaitAsync(cancellationToken);
            try
            {
                var rest = frame.AsMemory(0, payload.Length + 5);
                while (!rest.IsEmpty)
                    rest = rest[await _socket.SendAsync(rest, SocketFlags.None, cancellationToken)..];
            }
            finally
            {
                _writing.Release();
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(frame);
        }
    }

    /// <summary>The next frame; null when the shim has closed or died.</summary>
    public async ValueTask<(FrameKind Kind, byte[] Payload)?> ReceiveAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (!await FillAsync(_header, cancellationToken))
                return null;
            var payload = new byte[BinaryPrimitives.ReadInt32LittleEndian(_header)];
            return await FillAsync(payload, cancellationToken) ? ((FrameKind)_header[4], payload) : null;
        }
        catch (SocketException)
        {
            return null;
        }
    }

    public void Dispose()
    {
        _socket.Dispose();
        _writing.Dispose();
    }

    private async ValueTask<bool> FillAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        while (!buffer.IsEmpty)
        {
            var read = await _socket.ReceiveAsync(buffer, SocketFlags.None, cancellationToken);
            if (read == 0)
                return false;
            buffer = buffer[read..];
        }

        return true;
    }
}
