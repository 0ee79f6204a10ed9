using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Kube.Api.Admission;
using Kube.Api.Authentication;
using Kube.Api.Authentication.Certificates;
using Kube.Api.Authorization;
using Kube.Api.Catalog;
using Kube.Api.Models;

namespace Kube.Api.Kubernetes.Admission;

/// <summary>Who judges or signs a request needs that right for its signer, and nobody gets a client certificate of <c>system:masters</c> by a request
/// (upstream's plugins CertificateApproval, CertificateSigning and CertificateSubjectRestriction, 1.36).</summary>
[AdmissionName("CertificateSigning")]
internal sealed class CertificateSigners(IAuthorizer authorizer) : IValidatingAdmission
{
    private const string Group = "certificates.k8s.io";
    private const string ClientSigner = "kubernetes.io/kube-apiserver-client";

    public bool Handles(AdmissionRequest request) =>
        request is { Object: V1CertificateSigningRequest }
        && ((request.Operation == Verbs.Create && request.Subresource.Length == 0) || (request.Operation == Verbs.Update && request.Subresource is "approval" or "status"));

    public async ValueTask ValidateAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        var asked = (V1CertificateSigningRequest)request.Object!;
        switch (request.Subresource)
        {
            case "":
                if (asked.Spec.SignerName == ClientSigner && GroupsOf(asked).Contains(UserNames.MastersGroup))
                    throw AdmissionObjects.Refuse(request, $"use of {ClientSigner} signer with system:masters group is not allowed");
                break;
            case "approval":
                await CheckAsync(request, "approve", "user not permitted to approve requests with signerName", cancellationToken);
                break;
            default:
                var old = (V1CertificateSigningRequest)request.OldObject!;
                // Only who adds the certificate, or says that there will be none, signs.
                var isSame = (asked.Status?.Certificate ?? []).AsSpan().SequenceEqual(old.Status?.Certificate ?? []);
                if (!isSame || HasFailed(asked) != HasFailed(old))
                    await CheckAsync(request, "sign", "user not permitted to sign requests with signerName", cancellationToken);
                break;
        }
    }

    private static bool HasFailed(V1CertificateSigningRequest asked) => (asked.Status?.Conditions ?? []).Exists(static condition => condition.Type == "Failed");

    private static IEnumerable<string> GroupsOf(V1CertificateSigningRequest asked)
    {
        try
        {
            var pem = Encoding.UTF8.GetString(asked.Spec.Request ?? []);
            var parsed = CertificateRequest.LoadSigningRequestPem(pem, HashAlgorithmName.SHA256, CertificateRequestLoadOptions.SkipSignatureValidation);
            return SubjectNames.Read(parsed.SubjectName).Groups;
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            // What cannot be read is the concern of whoever is asked to sign it.
            return [];
        }
    }

    private async ValueTask CheckAsync(AdmissionRequest request, string verb, string why, CancellationToken cancellationToken)
    {
        var signer = ((V1CertificateSigningRequest)request.OldObject!).Spec.SignerName ?? "";
        var slash = signer.IndexOf('/', StringComparison.Ordinal);
        string[] names = slash < 0 ? [signer] : [signer, $"{signer[..slash]}/*"];
        foreach (var name in names)
        {
            var asked = new AuthorizationAttributes { User = request.User, Verb = verb, Group = Group, Version = "*", Resource = "signers", Name = name };
            if ((await authorizer.AuthorizeAsync(asked, cancellationToken)).IsAllowed) return;
        }

        throw AdmissionObjects.Refuse(request, $"{why} \"{signer}\"");
    }
}
