using System.Net;
using System.Text;

namespace Kube.Shared.Streams;

/// <summary>Asks an HTTP server to speak another protocol on the request's connection.</summary>
internal static class HttpUpgrade
{
    private const int MaxRefusal = 4 << 10;

    /// <summary>Sends the request and takes over its connection.</summary>
    /// <param name="http">Sends it; nothing that answers redirects or credentials by itself.</param>
    /// <param name="request">With its <c>Upgrade</c> and <c>Connection</c> headers.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The answer, whose content stream is the connection; the caller disposes it.</returns>
    /// <exception cref="HttpRequestException">The server cannot be reached, or refused; the message holds its words.</exception>
    public static async Task<HttpResponseMessage> SendAsync(HttpMessageInvoker http, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Version = HttpVersion.Version11;
        request.VersionPolicy = HttpVersionPolicy.RequestVersionExact;
        // A whole HttpClient would read the answer to its end, which is the end of the connection.
        var response = http is HttpClient client
            ? await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken)
            : await http.SendAsync(request, cancellationToken);
        if (response.StatusCode == HttpStatusCode.SwitchingProtocols) return response;
        using (response)
        {
            var words = await ReadRefusalAsync(response, cancellationToken);
            throw new HttpRequestException($"unable to upgrade connection: {words}", null, response.StatusCode);
        }
    }

    private static async Task<string> ReadRefusalAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        var text = new byte[MaxRefusal];
        var length = await body.ReadAtLeastAsync(text, text.Length, throwOnEndOfStream: false, cancellationToken);
        return Encoding.UTF8.GetString(text, 0, length);
    }
}
