using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Kube.Node.Work;

namespace Kube.Node.Tests.Work;

public sealed partial class ServerSocketTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>A child that is forked at the same moment has the descriptor, too, until it is another program.</summary>
    [Fact]
    public async Task Close_OfASocketThatAChildHas_RefusesAtOnceAndFreesThePlace()
    {
        var socket = ServerSocket.Listen(new(IPAddress.Loopback, 0), 16);
        var place = (IPEndPoint)socket.LocalEndPoint!;
        using var copy = new SafeSocketHandle(Duplicate((int)socket.Handle), ownsHandle: true);
        var ended = ServerSocket.ServeAsync(async () => (await socket.AcceptAsync(Cancel)).Dispose(), static failure => Task.FromException(failure), Cancel);
        Assert.Null(await ConnectAsync(place));

        ServerSocket.Close(socket);

        Assert.Equal(SocketError.ConnectionRefused, await ConnectAsync(place));
        await ended;
        using var next = ServerSocket.Listen(place, 16);
        Assert.Null(await ConnectAsync(place));
    }

    private static async Task<SocketError?> ConnectAsync(IPEndPoint place)
    {
        using var client = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await client.ConnectAsync(place, Cancel);
            return null;
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode;
        }
    }

    [LibraryImport("libc", EntryPoint = "dup")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint Duplicate(int descriptor);
}
