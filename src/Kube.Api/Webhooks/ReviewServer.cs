using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using Kube.Api.Client.Http;
using Kube.Api.Models;

namespace Kube.Api.Webhooks;

/// <summary>A server that reviews are posted to, described by a file in the form of a kubeconfig: the cluster is that server, the user this one. Safe for concurrent use.</summary>
/// <remarks>Tries again after failures of the server or of the way to it, as upstream's <c>WebhookRetryBackoff</c> does: five times, half a second at first.</remarks>
internal sealed class ReviewServer<T>(Kubeconfig config, TimeSpan timeout, TimeProvider time) : IDisposable
    where T : class, IKubernetesObject
{
    private const int Attempts = 5;
    private const double Growth = 1.5;
    private static readonly TimeSpan s_firstPause = TimeSpan.FromMilliseconds(500);
    private static readonly ObjectCodec<T> s_codec = KubernetesTypes.Codec<T>();

    private readonly HttpClient _http = HttpConnections.Create(config, "kube-apiserver");

    /// <exception cref="WebhookException">There was no answer, or none that is one.</exception>
    public async ValueTask<T> AskAsync(T review, CancellationToken cancellationToken)
    {
        var body = new ArrayBufferWriter<byte>(512);
        s_codec.Write(review, body);
        var pause = s_firstPause;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await AskOnceAsync(body.WrittenMemory, cancellationToken);
            }
            catch (WebhookException fault) when (attempt < Attempts && fault.MayPass)
            {
                await Task.Delay(pause, time, cancellationToken);
                pause *= Growth;
            }
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<T> AskOnceAsync(ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(timeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, config.Server) { Content = new ReadOnlyMemoryContent(body) };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            request.Headers.Accept.ParseAdd("application/json");
            using var answer = await _http.SendAsync(request, both.Token);
            var json = await answer.Content.ReadAsByteArrayAsync(both.Token);
            if (answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.Created) return s_codec.Read(json);
            var passes = answer.StatusCode is HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError;
            throw new WebhookException($"the server {config.Server.Host} answered {(int)answer.StatusCode}", null) { MayPass = passes };
        }
        catch (OperationCanceledException fault) when (!cancellationToken.IsCancellationRequested)
        {
            throw new WebhookException($"Post \"{config.Server}\": context deadline exceeded", fault);
        }
        catch (ModelFormatException fault)
        {
            throw new WebhookException(fault.Message, fault);
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException)
        {
            throw new WebhookException($"Post \"{config.Server}\": {(fault.InnerException ?? fault).Message}", fault) { MayPass = true };
        }
    }
}
