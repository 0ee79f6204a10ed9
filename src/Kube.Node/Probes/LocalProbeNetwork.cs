using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using Kube.Node.Agent;

namespace Kube.Node.Probes;

/// <summary>Connects over the machine's network.</summary>
internal sealed class LocalProbeNetwork(TimeProvider time) : IProbeNetwork
{
    private const int MostBytes = 10 * 1024;
    private const int MostRedirects = 10;

    public async ValueTask<ProbeAnswer> HttpAsync(string containerId, HttpProbeTarget target, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var limit = new Limit(timeout, time, cancellationToken);
        try
        {
            using var client = Client();
            return await GetAsync(client, target, limit.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return ProbeAnswer.Failure($"Get \"{target.Url}\": context deadline exceeded (Client.Timeout exceeded while awaiting headers)");
        }
        catch (Exception e) when (e is HttpRequestException or IOException or FormatException)
        {
            return ProbeAnswer.Failure($"Get \"{target.Url}\": {Reason(e, target.Host, target.Port)}");
        }
    }

    public async ValueTask<ProbeAnswer> TcpAsync(string containerId, string host, int port, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var limit = new Limit(timeout, time, cancellationToken);
        try
        {
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(host, port, limit.Token);
            return ProbeAnswer.Success;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return ProbeAnswer.Failure($"dial tcp {host}:{port}: i/o timeout");
        }
        catch (SocketException e)
        {
            return ProbeAnswer.Failure(Reason(e, host, port));
        }
    }

    public async ValueTask<ProbeAnswer> GrpcAsync(string containerId, string host, int port, string service, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var limit = new Limit(timeout, time, cancellationToken);
        try
        {
            using var client = Client();
            return await GrpcHealth.CheckAsync(client, host, port, service, limit.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return ProbeAnswer.Failure($"timeout: failed to connect service \"{host}:{port}\" within {GoText.Duration(timeout)}: context deadline exceeded");
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return ProbeAnswer.Failure($"error: health rpc probe failed: {Reason(e, host, port)}");
        }
    }

    // A connection per attempt, as upstream: a kept one would hide a server that no longer accepts.
    private static HttpClient Client() => new(
        new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            PooledConnectionLifetime = TimeSpan.Zero,
            // Probes do not verify certificates.
            SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = static (_, _, _, _) => true },
        })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    private static async ValueTask<ProbeAnswer> GetAsync(HttpClient client, HttpProbeTarget target, CancellationToken cancellationToken)
    {
        var url = new Uri(target.Url);
        for (var redirects = 0; ; redirects++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, url);
            foreach (var (name, value) in target.Headers)
            {
                if (name.Equals("Host", StringComparison.OrdinalIgnoreCase)) request.Headers.Host = value;
                else if (value.Length > 0) request.Headers.TryAddWithoutValidation(name, value);
            }

            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            var code = (int)response.StatusCode;
            if (code is >= 300 and < 400 && response.Headers.Location is { } location && redirects < MostRedirects)
            {
                var next = new Uri(url, location);
                if (next.Host != url.Host) return new(ProbeResult.Success, $"Probe terminated redirects, Response body: {await BodyAsync(response, cancellationToken)}", IsWarning: true);
                url = next;
                continue;
            }

            var body = await BodyAsync(response, cancellationToken);
            return code is >= 200 and < 400 ? new(ProbeResult.Success, body) : ProbeAnswer.Failure($"HTTP probe failed with statuscode: {code}");
        }
    }

    private static async ValueTask<string> BodyAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[MostBytes];
        var read = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        return System.Text.Encoding.UTF8.GetString(buffer, 0, read);
    }

    private static string Reason(Exception failure, string host, int port)
    {
        for (var e = failure; e is not null; e = e.InnerException)
        {
            if (e is not SocketException socket) continue;
            return socket.SocketErrorCode switch
            {
                SocketError.ConnectionRefused => $"dial tcp {host}:{port}: connect: connection refused",
                SocketError.HostUnreachable => $"dial tcp {host}:{port}: connect: no route to host",
                SocketError.NetworkUnreachable => $"dial tcp {host}:{port}: connect: network is unreachable",
                SocketError.ConnectionReset => $"read tcp {host}:{port}: read: connection reset by peer",
                SocketError.HostNotFound => $"dial tcp: lookup {host}: no such host",
                _ => $"dial tcp {host}:{port}: {socket.Message}",
            };
        }

        return failure is HttpRequestException { HttpRequestError: HttpRequestError.ResponseEnded } ? "EOF" : failure.Message;
    }

    /// <summary>A time limit within the caller's own.</summary>
    private sealed class Limit : IDisposable
    {
        private readonly CancellationTokenSource _timer;
        private readonly CancellationTokenSource _both;

        public Limit(TimeSpan timeout, TimeProvider time, CancellationToken cancellationToken)
        {
            _timer = new(timeout, time);
            _both = CancellationTokenSource.CreateLinkedTokenSource(_timer.Token, cancellationToken);
        }

        public CancellationToken Token => _both.Token;

        public void Dispose()
        {
            _both.Dispose();
            _timer.Dispose();
        }
    }
}
