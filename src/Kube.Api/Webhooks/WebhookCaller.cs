using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using Kube.Api.Authentication.Certificates;

namespace Kube.Api.Webhooks;

/// <summary>Asks webhooks: JSON over HTTPS, trusted by the authorities that their configuration names. Connections are kept per endpoint. Safe for concurrent use.</summary>
internal sealed class WebhookCaller(IServiceAddresses services, TimeProvider time) : IDisposable
{
    private const long MostBytes = 16 << 20;
    private readonly ConcurrentDictionary<Key, HttpClient> _clients = new();

    /// <summary>Sends a question and returns the answer's body.</summary>
    /// <param name="endpoint">Whom to ask.</param>
    /// <param name="question">The JSON to send.</param>
    /// <param name="timeout">How long to wait.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="WebhookException">No answer, or none that is one; the message is as upstream words it.</exception>
    public async ValueTask<ReadOnlyMemory<byte>> AskAsync(WebhookEndpoint endpoint, ReadOnlyMemory<byte> question, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var url = $"{endpoint.Text}?timeout={(int)timeout.TotalSeconds}s";
        using var limit = new CancellationTokenSource(timeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ReadOnlyMemoryContent(question) };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            request.Headers.Accept.ParseAdd("application/json");
            request.Headers.UserAgent.ParseAdd("kube-apiserver-admission");
            var client = _clients.GetOrAdd(Key.Of(endpoint), _ => Create(endpoint));
            using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseContentRead, both.Token);
            var body = await answer.Content.ReadAsByteArrayAsync(both.Token);
            if (answer.IsSuccessStatusCode) return body;
            throw new WebhookException($"the server rejected our request for an unknown reason ({(int)answer.StatusCode}): {Encoding.UTF8.GetString(body.AsSpan(0, Math.Min(body.Length, 256)))}", null) { Code = (int)answer.StatusCode };
        }
        catch (OperationCanceledException e) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new WebhookException($"Post \"{url}\": context deadline exceeded", e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or SocketException or Errors.ApiException)
        {
            throw new WebhookException($"Post \"{url}\": {(e.InnerException ?? e).Message}", e);
        }
    }

    public void Dispose()
    {
        foreach (var client in _clients.Values) client.Dispose();
    }

    private HttpClient Create(WebhookEndpoint endpoint)
    {
        var tls = new SslClientAuthenticationOptions { TargetHost = endpoint.ServerName };
        if (!endpoint.CaBundle.IsEmpty) tls.CertificateChainPolicy = TrustedAuthorities.Policy(Encoding.UTF8.GetString(endpoint.CaBundle.Span));

        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.GZip,
            ConnectTimeout = TimeSpan.FromSeconds(30),
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(90),
            SslOptions = tls,
            UseCookies = false,
            UseProxy = false,
        };
        // A service is its endpoints of the moment: no name is resolved for it.
        if (endpoint.Url is null) handler.ConnectCallback = (_, token) => ServiceSockets.ConnectAsync(services, endpoint.ServiceNamespace, endpoint.ServiceName, endpoint.ServicePort, token);
        return new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan, MaxResponseContentBufferSize = MostBytes };
    }

    private readonly record struct Key(string Url, string CaBundle)
    {
        public static Key Of(WebhookEndpoint endpoint) => new(endpoint.Text, Convert.ToBase64String(endpoint.CaBundle.Span));
    }
}
