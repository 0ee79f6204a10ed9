using Kube.Api.AspNetCore.Negotiation;
using Kube.Api.Catalog;
using Kube.Api.Connect;
using Kube.Api.Errors;
using Kube.Api.Requests;
using Microsoft.AspNetCore.Http;

namespace Kube.Api.AspNetCore.Connect;

/// <summary>Passes a text on as it comes from behind: a container's log.</summary>
internal sealed class TextForwarder(BackendConnections connections)
{
    private const int MaxRefusal = 2000;
    private const int BufferSize = 32 << 10;

    /// <exception cref="ApiException">The other end refused, or cannot be reached.</exception>
    public async Task ServeAsync(HttpContext http, RequestInfo info, ConnectTarget target, CancellationToken cancellationToken)
    {
        if (target.Location is null)
        {
            http.Response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }

        using var response = await OpenAsync(target, cancellationToken);
        if ((int)response.StatusCode is < 200 or > 206) throw await RefusalAsync(response, info, cancellationToken);
        http.Response.StatusCode = StatusCodes.Status200OK;
        http.Response.ContentType = MediaTypes.PlainText;
        if (target.Flushes) await http.Response.Body.FlushAsync(cancellationToken);
        await using var from = await response.Content.ReadAsStreamAsync(cancellationToken);
        await StreamCopy.CopyAsync(from, http.Response.Body, BufferSize, cancellationToken);
    }

    private async Task<HttpResponseMessage> OpenAsync(ConnectTarget target, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, target.Location);
        try
        {
            return await connections.To(target).SendAsync(request, cancellationToken);
        }
        catch (HttpRequestException failure)
        {
            throw new UnclassifiedException($"Get \"{target.Location!.OriginalString}\": {BackendFailure.Describe(failure, target.Location)}");
        }
    }

    private static async Task<ApiException> RefusalAsync(HttpResponseMessage response, RequestInfo info, CancellationToken cancellationToken)
    {
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        var words = await StreamCopy.ReadTextAsync(body, MaxRefusal, cancellationToken);
        var kind = info.Resource.Kind;
        return (int)response.StatusCode switch
        {
            500 => new InternalErrorException(words),
            400 => new BadRequestException(words),
            var code => new BackendRefusalException(
                code, new GroupVersionResource(kind.Group, kind.Version, $"{info.Resource.Plural}/{info.Subresource}"), info.Name, words),
        };
    }
}
