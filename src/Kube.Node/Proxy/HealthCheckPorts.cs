using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Kube.Api.Client;
using Kube.Node.Netlink;
using Kube.Node.Work;
using Microsoft.Extensions.Logging;

namespace Kube.Node.Proxy;

/// <summary>Tells load balancers whether this node has endpoints of a service that wants its traffic only where they are: an HTTP answer on a port of each such service's own.
/// Used by the proxy's loop.</summary>
internal sealed class HealthCheckPorts(NetworkNamespace place, OwnedWork work, ILogger logger) : IDisposable
{
    private const int LongestRequest = 8192;
    private const int Backlog = 64;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    private readonly Dictionary<ObjectKey, Check> _checks = [];

    /// <summary>Serves, changes or ends a service's port.</summary>
    public void Apply(ServiceState state, string node)
    {
        var port = state.Service is { Spec: { Type: "LoadBalancer", ExternalTrafficPolicy: "Local", HealthCheckNodePort: { } number and > 0 } } ? number : 0;
        if (_checks.TryGetValue(state.Key, out var check) && check.Port != port)
        {
            check.Dispose();
            _checks.Remove(state.Key);
            check = null;
        }

        if (port == 0) return;
        if (check is null && !TryListen(state.Key, port, out check)) return;
        check!.Ready = EndpointChoice.ReadyHere(state.Slices, node);
    }

    public void Dispose()
    {
        foreach (var check in _checks.Values) check.Dispose();
    }

    private bool TryListen(ObjectKey service, int port, out Check? check)
    {
        check = null;
        try
        {
            var socket = place.Run(() => ServerSocket.Listen(new IPEndPoint(IPAddress.Any, port), Backlog));
            var made = _checks[service] = check = new Check(service, port, socket);
            work.Run("proxy.health", () => ServerSocket.ServeAsync(
                async () =>
                {
                    var client = await socket.AcceptAsync(work.Stopping);
                    work.Run("proxy.health", () => AnswerAsync(client, made));
                },
                static _ => Task.CompletedTask,
                work.Stopping));
            return true;
        }
        catch (SocketException e)
        {
            ProxyLog.HealthCheckFailed(logger, e, service, port);
            return false;
        }
    }

    private async Task AnswerAsync(Socket client, Check check)
    {
        using (client)
        {
            try
            {
                using var patience = CancellationTokenSource.CreateLinkedTokenSource(work.Stopping);
                patience.CancelAfter(s_patience);
                await ReadRequestAsync(client, patience.Token);
                await client.SendAsync(check.Answer(), SocketFlags.None, patience.Token);
                client.Shutdown(SocketShutdown.Send);
            }
            catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
            {
                // Who asks and leaves gets no answer.
            }
        }
    }

    // Whatever is asked, the answer is the same: only its end counts.
    private static async Task ReadRequestAsync(Socket client, CancellationToken cancellationToken)
    {
        var buffer = new byte[LongestRequest];
        for (var length = 0; length < buffer.Length && buffer.AsSpan(0, length).IndexOf("\r\n\r\n"u8) < 0;)
        {
            var count = await client.ReceiveAsync(buffer.AsMemory(length), SocketFlags.None, cancellationToken);
            if (count == 0) return;
            length += count;
        }
    }

    private sealed class Check(ObjectKey service, int port, Socket socket) : IDisposable
    {
        private volatile int _ready;

        public int Port => port;

        public int Ready
        {
            set => _ready = value;
        }

        public void Dispose() => socket.Dispose();

        /// <summary>The answer in upstream's words (<c>pkg/proxy/healthcheck</c>).</summary>
        public byte[] Answer()
        {
            var ready = _ready;
            var body = string.Create(
                CultureInfo.InvariantCulture,
                $"{{\n\t\"service\": {{\n\t\t\"namespace\": {Quoted(service.Namespace)},\n\t\t\"name\": {Quoted(service.Name)}\n\t}},\n\t\"localEndpoints\": {ready},\n\t\"serviceProxyHealthy\": true\n}}");
            return Encoding.UTF8.GetBytes(string.Create(
                CultureInfo.InvariantCulture,
                $"HTTP/1.1 {(ready > 0 ? "200 OK" : "503 Service Unavailable")}\r\nContent-Type: application/json\r\nX-Content-Type-Options: nosniff\r\nX-Load-Balancing-Endpoint-Weight: {ready}\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\nConnection: close\r\n\r\n{body}"));
        }

        private static string Quoted(string? text) => $"\"{JsonEncodedText.Encode(text ?? "")}\"";
    }
}
