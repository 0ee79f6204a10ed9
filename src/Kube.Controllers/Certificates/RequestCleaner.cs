using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Kube.Api.Client;
using Kube.Api.Client.Caches;
using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Controllers.Runtime;
using Microsoft.Extensions.Logging;

namespace Kube.Controllers.Certificates;

/// <summary>Deletes requests for certificates that nobody needs any more.</summary>
internal sealed partial class RequestCleaner(IResourceCaches caches, IKubeClient client, TimeProvider time, ILoggerFactory logs) : IControllerLoop
{
    private static readonly TimeSpan s_period = TimeSpan.FromHours(1);
    private static readonly TimeSpan s_judged = TimeSpan.FromHours(1);
    private static readonly TimeSpan s_pending = TimeSpan.FromHours(24);

    private readonly ILogger _logger = logs.CreateLogger("Kube.Controllers.csrcleaner");
    private readonly IResourceCache<V1CertificateSigningRequest> _requests = caches.For<V1CertificateSigningRequest>();

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await caches.WaitForSyncAsync(cancellationToken);
        while (true)
        {
            foreach (var request in _requests.List(""))
                if (IsOver(request, time.GetUtcNow())) await DeleteAsync(request, cancellationToken);
            await Task.Delay(s_period, time, cancellationToken);
        }
    }

    /// <summary>Whether a request has had its time: issued, denied or failed for an hour, waiting for a day, or issued a certificate that has ended.</summary>
    public static bool IsOver(V1CertificateSigningRequest request, DateTimeOffset now)
    {
        foreach (var condition in request.Status?.Conditions ?? [])
        {
            var isOld = condition.LastUpdateTime is { } at && now.UtcDateTime - at > s_judged;
            if (!isOld) continue;
            if (condition.Type is RequestStates.Denied or RequestStates.Failed) return true;
            if (condition.Type == RequestStates.Approved && RequestStates.IsIssued(request)) return true;
        }

        if (request.Status?.Conditions is not { Count: > 0 } && !RequestStates.IsIssued(request))
            return request.Metadata.CreationTimestamp is { } created && now.UtcDateTime - created > s_pending;
        return HasExpired(request, now);
    }

    private static bool HasExpired(V1CertificateSigningRequest request, DateTimeOffset now)
    {
        if (!RequestStates.IsIssued(request) || !RequestStates.Is(request, RequestStates.Approved)) return false;
        try
        {
            using var certificate = X509Certificate2.CreateFromPem(Encoding.ASCII.GetString(request.Status!.Certificate!));
            return certificate.NotAfter.ToUniversalTime() < now.UtcDateTime;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private async ValueTask DeleteAsync(V1CertificateSigningRequest request, CancellationToken cancellationToken)
    {
        try
        {
            await client.For<V1CertificateSigningRequest>().DeleteAsync(request.Key(), new() { Preconditions = new() { Uid = request.Metadata.Uid } }, cancellationToken);
        }
        catch (NotFoundException)
        {
            // Somebody else was faster.
        }
        catch (Exception e) when (e is ApiException or IOException or HttpRequestException)
        {
            NotDeleted(e, request.Metadata.Name!);
        }
    }

    [LoggerMessage(4121, LogLevel.Warning, "The certificate signing request {Name} could not be deleted; it is tried again")]
    private partial void NotDeleted(Exception exception, string name);
}
