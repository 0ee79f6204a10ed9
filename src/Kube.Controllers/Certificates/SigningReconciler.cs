using System.Security.Cryptography;
using System.Text;
using Kube.Api.Authentication.Certificates;
using Kube.Api.Client;
using Kube.Api.Client.Caches;
using Kube.Api.Models;
using Kube.Api.Requests;
using Kube.Controllers.Runtime;
using Microsoft.Extensions.Options;

namespace Kube.Controllers.Certificates;

/// <summary>Signs approved requests with the cluster's authority, those of Kubernetes' own signers.</summary>
internal sealed class SigningReconciler(
    IResourceCache<V1CertificateSigningRequest> requests, IKubeClient client, IOptions<CertificateSigningOptions> options, TimeProvider time)
    : IReconciler<V1CertificateSigningRequest>
{
    public async ValueTask<ReconcileResult> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        if (options.Value.Authority is not { } authority || !requests.TryGet(key, out var request)) return ReconcileResult.Done;
        if (RequestStates.IsIssued(request) || !RequestStates.Is(request, RequestStates.Approved)) return ReconcileResult.Done;
        if (RequestStates.Is(request, RequestStates.Denied) || RequestStates.Is(request, RequestStates.Failed)) return ReconcileResult.Done;
        if (!RequestRules.IsOurs(request.Spec.SignerName)) return ReconcileResult.Done;
        var answered = request.DeepClone();
        answered.Status ??= new();
        var parsed = Parse(request);
        var usages = request.Spec.Usages ?? [];
        if (RequestRules.FindProblem(request.Spec.SignerName, parsed, usages) is { } problem)
        {
            (answered.Status.Conditions ??= []).Add(new() { Type = RequestStates.Failed, Status = "True", Reason = "SignerValidationFailure", Message = problem });
        }
        else
        {
            var (from, until) = ValidityOf(request, options.Value.Duration, time.GetUtcNow());
            answered.Status.Certificate = Encoding.ASCII.GetBytes(authority.Sign(parsed, usages, from, until));
        }

        await client.For<V1CertificateSigningRequest>().UpdateAsync(key, "status", answered, WriteOptions.Default, cancellationToken);
        return ReconcileResult.Done;
    }

    // Backdated for clocks that are slow; what is valid only shortly is not cut by it.
    private static (DateTimeOffset From, DateTimeOffset Until) ValidityOf(V1CertificateSigningRequest request, TimeSpan most, DateTimeOffset now)
    {
        var backdate = TimeSpan.FromMinutes(5);
        var shortly = TimeSpan.FromHours(8);
        var least = TimeSpan.FromMinutes(10);
        var asked = request.Spec.ExpirationSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : most;
        var lives = asked > most ? most : asked < least ? least : asked;
        return (now - backdate, lives < shortly ? now + lives : now + lives - backdate);
    }

    private static SigningRequest Parse(V1CertificateSigningRequest request)
    {
        try
        {
            return SigningRequest.Parse(request.Spec.Request);
        }
        catch (CryptographicException e)
        {
            throw new TerminalReconcileException($"unable to parse csr \"{request.Metadata.Name}\": {e.Message}", e);
        }
    }
}
