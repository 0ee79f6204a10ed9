using System.Security.Cryptography.X509Certificates;
using Kube.Api.Authentication.Certificates;
using Kube.Api.Client.Http;

namespace Kube.Samples.Cluster;

/// <summary>Who the parts of a node are that are not its agent: each has a certificate of its own, in a kubeconfig beside the store.</summary>
internal static class PartCredentials
{
    private static readonly (string User, string[] Groups, string File)[] s_parts =
    [
        ("system:kube-proxy", [], "kube-proxy.kubeconfig"),
        ("system:serviceaccount:kube-system:coredns", ["system:serviceaccounts", "system:serviceaccounts:kube-system"], "coredns.kubeconfig"),
        ("system:serviceaccount:kube-system:network-policy", ["system:serviceaccounts", "system:serviceaccounts:kube-system"], "network-policy.kubeconfig"),
    ];

    /// <summary>The users, and the kubeconfig of each.</summary>
    public static IEnumerable<(string User, string File)> Of(string directory) => s_parts.Select(part => (part.User, Path.Combine(directory, part.File)));

    public static void Write(ClusterCertificates certificates, Uri server, string directory)
    {
        foreach (var (user, groups, file) in s_parts)
        {
            using var certificate = certificates.Authority.IssueClient(user, groups);
            using var key = certificate.GetECDsaPrivateKey()!;
            var config = new Kubeconfig
            {
                Server = server,
                CertificateAuthorityPem = certificates.Authority.Certificate.ExportCertificatePem() + "\n",
                ClientCertificatePem = certificate.ExportCertificatePem() + "\n",
                ClientKeyPem = key.ExportECPrivateKeyPem() + "\n",
            };
            KubeconfigFile.Write(Path.Combine(directory, file), config, "kube-cluster", user);
        }
    }
}
