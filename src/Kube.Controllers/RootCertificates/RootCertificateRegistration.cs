using Kube.Api.Models;
using Kube.Controllers.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Kube.Controllers.RootCertificates;

internal static class RootCertificateRegistration
{
    public static IKubeControllersBuilder AddRootCertificatePublisher(this IKubeControllersBuilder builder) =>
        builder.AddController<RootCertificateReconciler, V1Namespace>(static c => c
            .Named("root-ca-certificate-publisher")
            .ActsAs(ControllerClients.ServiceAccount("root-ca-cert-publisher"))
            .Watches<V1ConfigMap>(RootCertificateReconciler.Scope, static map => [new(map.Metadata.Namespace!)]));
}
