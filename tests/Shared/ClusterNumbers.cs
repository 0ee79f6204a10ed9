using System.Net;
using System.Net.Sockets;

namespace Kube.Tests.Shared;

/// <summary>
/// Numbers for <see cref="ClusterProcess.WithPods"/> that no other process of tests on this machine has: each is a port that is held as long as the process lives, so that nothing is left of a
/// number whose process is gone.
/// </summary>
internal static class ClusterNumbers
{
    // 10.210.0.0 to 10.229.255.255; the rest of 10.200.0.0/10 belongs to tests with ranges of their own.
    private const int First = 5, Past = 15, Port = 11_900;

    private static readonly List<Socket> s_held = [];

    /// <summary>Takes a number for the rest of the process's life.</summary>
    public static int Take()
    {
        for (var number = First; number < Past; number++)
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                socket.Bind(new IPEndPoint(IPAddress.Loopback, Port + number));
                // Until one listens, others may bind to the port as well.
                socket.Listen(1);
                lock (s_held) s_held.Add(socket);
                return number;
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                socket.Dispose();
            }
        }

        throw new InvalidOperationException($"{Past - First} clusters with containers run on this machine already");
    }
}
