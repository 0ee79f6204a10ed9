using System.Net;
using System.Net.Sockets;

namespace Kube.Tests.Shared;

/// <summary>Ports that stay free until they are used: the kernel gives out none of them by itself, and no two processes of tests try the same ones first.</summary>
internal static class FreePorts
{
    private const int First = 12_000, Past = 29_000, PerProcess = 50;

    private static int s_next = Environment.ProcessId * PerProcess % (Past - First);

    public static int Next()
    {
        while (true)
        {
            var port = First + (Interlocked.Increment(ref s_next) % (Past - First));
            try
            {
                using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                probe.Bind(new IPEndPoint(IPAddress.Any, port));
                return port;
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                // The next one, then.
            }
        }
    }
}
