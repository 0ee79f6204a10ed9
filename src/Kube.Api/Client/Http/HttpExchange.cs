using Kube.Api.Errors;

namespace Kube.Api.Client.Http;

/// <summary>Sends requests and turns refusals into exceptions.</summary>
internal static class HttpExchange
{
    /// <summary>Sends a request and reads the whole answer.</summary>
    /// <exception cref="ApiException">The server refused.</exception>
    public static async ValueTask<byte[]> SendAsync(HttpClient http, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseContentRead, cancellationToken);
        var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        return response.IsSuccessStatusCode ? body : throw StatusExceptions.From((int)response.StatusCode, body);
    }

    /// <summary>Sends a request and returns as soon as the answer begins.</summary>
    /// <exception cref="ApiException">The server refused.</exception>
    public static async ValueTask<HttpResponseMessage> OpenAsync(HttpClient http, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (response.IsSuccessStatusCode) return response;
        using (response) throw StatusExceptions.From((int)response.StatusCode, await response.Content.ReadAsByteArrayAsync(cancellationToken));
    }
}
