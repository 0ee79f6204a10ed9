using Kube.Api.Catalog;
using Kube.Api.Kubernetes.Certificates;
using Kube.Api.Models;

namespace Kube.Api.Kubernetes;

/// <summary>The group <c>certificates.k8s.io</c>.</summary>
internal static class CertificateResources
{
    public static IEnumerable<ResourceDefinition> Make()
    {
        var strategy = new CertificateRequestStrategy();
        return
        [
            new()
            {
                Codec = Kinds.Codec("certificates.k8s.io", "v1", "CertificateSigningRequest"), Plural = "certificatesigningrequests", ShortNames = ["csr"],
                Strategy = strategy, Table = CertificateTables.Request, SelectableFields = [new("spec.signerName")],
                Subresources =
                [
                    new()
                    {
                        Name = "approval", Verbs = Kinds.ReadWrite,
                        Strategy = new CertificateVerdictStrategy(strategy, isApproval: true),
                    },
                    SubresourceDefinition.Status(new CertificateVerdictStrategy(strategy, isApproval: false)),
                ],
            },
        ];
    }
}
