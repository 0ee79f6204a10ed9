using System.Net;
using Kube.Api.Connect;
using Kube.Api.Errors;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Kube.Api.AspNetCore.Connect;

/// <summary>Joins two connections after both ends agreed on another protocol: bytes pass both ways, unread.</summary>
internal sealed class UpgradeTunnel(BackendConnections connections, TimeProvider time)
{
    private const int BufferSize = 32 << 10;
    private static readonly TimeSpan LastWords = TimeSpan.FromMilliseconds(200);

    /// <summary>Whether the client asks for another protocol.</summary>
    public static bool IsAsked(HttpRequest request) =>
        request.Headers.Connection.Any(value => value?.Contains("upgrade", StringComparison.OrdinalIgnoreCase) == true);

    /// <exception cref="ApiException">The other end cannot be reached.</exception>
    public async Task ServeAsync(HttpContext http, ConnectTarget target, CancellationToken cancellationToken)
    {
        if (http.Features.Get<IHttpUpgradeFeature>() is not { IsUpgradableRequest: true } upgrade) throw new BadRequestException("Upgrade request required");
        using var response = await OpenAsync(http, target, cancellationToken);
        if (response.StatusCode != HttpStatusCode.SwitchingProtocols)
        {
            await RefuseAsync(http, response, cancellationToken);
            return;
        }

        BackendHeaders.CopyResponse(response, http.Response);
        foreach (var header in (ReadOnlySpan<string>)["Content-Length", "Content-Type", "Date"]) http.Response.Headers.Remove(header);
        http.Response.Headers.Upgrade = response.Headers.Upgrade.ToString();
        await using var client = await upgrade.UpgradeAsync();
        await using var backend = await response.Content.ReadAsStreamAsync(cancellationToken);
        await JoinAsync(client, backend, cancellationToken);
    }

    private async Task<HttpResponseMessage> OpenAsync(HttpContext http, ConnectTarget target, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(new HttpMethod(http.Request.Method), target.Location)
        {
            Version = HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        BackendHeaders.CopyRequest(http.Request, request, upgrade: true);
        BackendHeaders.Add(target.Headers, request);
        try
        {
            return await connections.To(target).SendAsync(request, cancellationToken);
        }
        catch (HttpRequestException failure)
        {
            throw new UnclassifiedException($"error dialing backend: {BackendFailure.Describe(failure, target.Location!)}");
        }
    }

    private static async Task RefuseAsync(HttpContext http, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if ((int)response.StatusCode < 400) throw new InternalErrorException($"invalid upgrade response: status code {(int)response.StatusCode}");
        http.Response.StatusCode = (int)response.StatusCode;
        BackendHeaders.CopyResponse(response, http.Response);
        await using var words = await response.Content.ReadAsStreamAsync(cancellationToken);
        await StreamCopy.CopyAsync(words, http.Response.Body, BufferSize, cancellationToken);
    }

    private async Task JoinAsync(Stream client, Stream backend, CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var up = PassAsync(client, backend, ending.Token);
        var down = PassAsync(backend, client, ending.Token);
        // A closed end closes the other, as upstream's proxy does: neither protocol goes on with one direction.
        var first = await Task.WhenAny(up, down);
        // What the client still sends is read for a moment more: closing with bytes unread would reset the connection, and take from it what it has not read yet.
        if (first == down) ending.CancelAfter(LastWords);
        else await ending.CancelAsync();
        if (first == down && !up.IsCompleted) await Task.WhenAny(up, Task.Delay(LastWords, time, CancellationToken.None));
        await ending.CancelAsync();
        await backend.DisposeAsync();
        await up;
        await down;
    }

    private static async Task PassAsync(Stream from, Stream to, CancellationToken cancellationToken)
    {
        try
        {
            await StreamCopy.CopyAsync(from, to, BufferSize, cancellationToken);
        }
        catch (Exception lost) when (lost is IOException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            // Whichever side was lost, the tunnel is over.
        }
    }
}
