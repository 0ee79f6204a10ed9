using System.Security.Cryptography;
using Kube.Api.Authentication.Certificates;
using Kube.Api.Client;
using Kube.Api.Client.Caches;
using Kube.Api.Models;
using Kube.Api.Requests;
using Kube.Controllers.Runtime;

namespace Kube.Controllers.Certificates;

/// <summary>Approves the client certificates of node agents whose requesters may have them: the agent itself, or who joins it.</summary>
internal sealed class ApprovalReconciler(IResourceCache<V1CertificateSigningRequest> requests, IKubeClient client) : IReconciler<V1CertificateSigningRequest>
{
    public async ValueTask<ReconcileResult> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        if (!requests.TryGet(key, out var request) || RequestStates.IsIssued(request) || RequestStates.IsJudged(request)) return ReconcileResult.Done;
        if (Parse(request) is not { } parsed || !RequestRules.IsNodeClient(request.Spec.SignerName, parsed, request.Spec.Usages ?? [])) return ReconcileResult.Done;
        var tried = new List<string>(2);
        if (request.Spec.Username == parsed.CommonName)
        {
            if (await MayAsync(request, "selfnodeclient", cancellationToken))
                return await ApproveAsync(request, "Auto approving self kubelet client certificate after SubjectAccessReview.", cancellationToken);
            tried.Add("selfnodeclient");
        }

        if (await MayAsync(request, "nodeclient", cancellationToken))
            return await ApproveAsync(request, "Auto approving kubelet client certificate after SubjectAccessReview.", cancellationToken);
        tried.Add("nodeclient");
        // Rights may be given later, and nothing tells of it: tried again, with growing waits.
        throw new InvalidOperationException($"recognized csr \"{key.Name}\" as [{string.Join(' ', tried)}] but subject access review was not approved");
    }

    private static SigningRequest? Parse(V1CertificateSigningRequest request)
    {
        try
        {
            return SigningRequest.Parse(request.Spec.Request);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private async ValueTask<bool> MayAsync(V1CertificateSigningRequest request, string subresource, CancellationToken cancellationToken)
    {
        var review = await client.For<V1SubjectAccessReview>().CreateAsync(
            new()
            {
                Spec = new()
                {
                    User = request.Spec.Username,
                    Uid = request.Spec.Uid,
                    Groups = request.Spec.Groups,
                    Extra = request.Spec.Extra,
                    ResourceAttributes = new()
                    {
                        Group = "certificates.k8s.io", Resource = "certificatesigningrequests", Verb = "create", Subresource = subresource, Version = "*",
                    },
                },
            },
            WriteOptions.Default,
            cancellationToken);
        return review.Status?.Allowed == true;
    }

    private async ValueTask<ReconcileResult> ApproveAsync(V1CertificateSigningRequest request, string message, CancellationToken cancellationToken)
    {
        var approved = request.DeepClone();
        approved.Status ??= new();
        (approved.Status.Conditions ??= []).Add(new() { Type = RequestStates.Approved, Status = "True", Reason = "AutoApproved", Message = message });
        await client.For<V1CertificateSigningRequest>().UpdateAsync(request.Key(), "approval", approved, WriteOptions.Default, cancellationToken);
        return ReconcileResult.Done;
    }
}
