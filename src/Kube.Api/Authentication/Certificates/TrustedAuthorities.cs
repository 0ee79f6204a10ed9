using System.Security.Cryptography.X509Certificates;

namespace Kube.Api.Authentication.Certificates;

/// <summary>Whom to trust instead of the machine's authorities.</summary>
internal static class TrustedAuthorities
{
    /// <summary>Chains end at one of these authorities; nothing is downloaded.</summary>
    /// <param name="pem">Their certificates.</param>
    /// <exception cref="System.Security.Cryptography.CryptographicException">There is none in it.</exception>
    public static X509ChainPolicy Policy(string pem)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true,
        };
        policy.CustomTrustStore.ImportFromPem(pem);
        return policy;
    }
}
