using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Kube.Node.Errors;
using Kube.Node.Runtime.Process;

namespace Kube.Node.Cri;

/// <summary>Ways into a sandbox's network.</summary>
internal static class CriPorts
{
    /// <summary>The process that holds a sandbox, as containerd and CRI-O say it in their details; null when they do not.</summary>
    public static int? ProcessOf(IDictionary<string, string> details)
    {
        if (!details.TryGetValue("info", out var text)) return null;
        try
        {
            using var json = JsonDocument.Parse(text);
            return json.RootElement.TryGetProperty("pid", out var pid) && pid.TryGetInt32(out var number) && number > 0 ? number : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Connects to a port of the loopback in a process' network; null is this host's.</summary>
    /// <exception cref="RuntimeFailureException">Nothing listens there.</exception>
    public static async ValueTask<Stream> ConnectAsync(int? process, int port, CancellationToken cancellationToken)
    {
        // A socket belongs to the namespace in which it is made, wherever it is used.
        var socket = process is { } pid ? NamespaceThread.InNetworkOf(pid, NewSocket) : NewSocket();
        try
        {
            await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (SocketException error)
        {
            socket.Dispose();
            throw new RuntimeFailureException($"failed to connect to localhost:{port} inside the pod", error.Message, error);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Where a streaming server is: one that listens everywhere is reached on the loopback.</summary>
    public static Uri Address(string url)
    {
        var address = new UriBuilder(url);
        if (address.Host is "" or "0.0.0.0" or "::" or "[::]") address.Host = "127.0.0.1";
        return address.Uri;
    }

    private static Socket NewSocket() => new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
}
