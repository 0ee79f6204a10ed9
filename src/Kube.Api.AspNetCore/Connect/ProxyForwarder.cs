using System.Net;
using Kube.Api.Connect;
using Kube.Api.Errors;
using Microsoft.AspNetCore.Http;

namespace Kube.Api.AspNetCore.Connect;

/// <summary>Passes HTTP requests on to what a pod, a service or a node serves, and their answers back.</summary>
internal sealed class ProxyForwarder(BackendConnections connections)
{
    private const int BufferSize = 32 << 10;

    /// <exception cref="ServiceUnavailableException">The other end cannot be reached.</exception>
    public async Task ServeAsync(HttpContext http, ConnectTarget target, CancellationToken cancellationToken)
    {
        var request = http.Request;
        // Relative links on the first page would otherwise point one level too high.
        if (target.Location!.AbsolutePath.Length <= 1 && !request.Path.Value!.EndsWith('/') && (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)))
        {
            http.Response.Headers.Location = request.Path.ToUriComponent() + "/" + request.QueryString.Value;
            http.Response.StatusCode = StatusCodes.Status301MovedPermanently;
            return;
        }

        var links = new ProxyLinks(Prefix(request, target.Location), target.Location, request.Host.Value ?? "");
        using var response = await SendAsync(http, target, links, cancellationToken);
        http.Response.StatusCode = (int)response.StatusCode;
        BackendHeaders.CopyResponse(response, http.Response);
        var isRedirect = http.Response.Headers.Location.Count > 0;
        if (isRedirect) http.Response.Headers.Location = links.Rewrite(http.Response.Headers.Location.ToString());
        var hasBody = !HttpMethods.IsHead(request.Method) && response.StatusCode is not (HttpStatusCode.NoContent or HttpStatusCode.NotModified);
        if (!hasBody) return;

        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        if (!isRedirect && response.Content.Headers.ContentType?.MediaType == "text/html") await HtmlForwarder.CopyAsync(http.Response, response.Content.Headers, body, links, cancellationToken);
        else await StreamCopy.CopyAsync(body, http.Response.Body, BufferSize, cancellationToken);
    }

    private async Task<HttpResponseMessage> SendAsync(HttpContext http, ConnectTarget target, ProxyLinks links, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(new HttpMethod(http.Request.Method), target.Location);
        if (http.Request.ContentLength > 0 || http.Request.Headers.TransferEncoding.Count > 0) request.Content = new StreamContent(http.Request.Body);
        BackendHeaders.CopyRequest(http.Request, request, upgrade: false);
        request.Headers.TryAddWithoutValidation("X-Forwarded-Uri", links.ForwardedPath);
        BackendHeaders.Add(target.Headers, request);
        try
        {
            return await connections.To(target).SendAsync(request, cancellationToken);
        }
        catch (HttpRequestException failure) when (failure.InnerException is not ServiceUnavailableException)
        {
            throw new ServiceUnavailableException($"error trying to reach service: {BackendFailure.Describe(failure, target.Location!)}", failure);
        }
    }

    // The part of the request's path that is this server's.
    private static string Prefix(HttpRequest request, Uri location)
    {
        var own = request.Path.ToUriComponent();
        var suffix = location.AbsolutePath;
        return own.EndsWith(suffix, StringComparison.Ordinal) ? own[..^suffix.Length] : own;
    }
}
