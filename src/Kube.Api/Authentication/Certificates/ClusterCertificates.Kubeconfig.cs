using System.Security.Cryptography.X509Certificates;
using Kube.Api.Client.Http;

namespace Kube.Api.Authentication.Certificates;

public sealed partial class ClusterCertificates
{
    /// <summary>How the administrator reaches a server that shows <see cref="Server"/>.</summary>
    /// <param name="server">Where the server is.</param>
    public Kubeconfig AdministratorKubeconfig(Uri server)
    {
        using var key = Administrator.GetECDsaPrivateKey();
        return new Kubeconfig
        {
            Server = server,
            CertificateAuthorityPem = Authority.Certificate.ExportCertificatePem() + "\n",
            ClientCertificatePem = Administrator.ExportCertificatePem() + "\n",
            ClientKeyPem = key!.ExportECPrivateKeyPem() + "\n",
        };
    }
}
