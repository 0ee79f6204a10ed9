using Kube.Api.Authentication.Certificates;

namespace Kube.Controllers.Certificates;

/// <summary>Who signs the certificates that are asked for by CertificateSigningRequests of Kubernetes' own signers, and for how long.</summary>
public sealed class CertificateSigningOptions
{
    /// <summary>The cluster's authority. Default none: nothing is signed. Whoever sets it disposes it.</summary>
    public CertificateAuthority? Authority { get; set; }

    /// <summary>How long a certificate is valid at most, and when the request does not say (upstream's <c>--cluster-signing-duration</c>). Default one year; 10 minutes and more.</summary>
    public TimeSpan Duration { get; set; } = TimeSpan.FromDays(365);
}
