using Kube.Api.Models;
using Kube.Controllers.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Kube.Controllers.Certificates;

internal static class CertificateRegistration
{
    public static IKubeControllersBuilder AddCertificateControllers(this IKubeControllersBuilder builder)
    {
        builder.Services.AddOptions<CertificateSigningOptions>().ValidateOnStart();
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<CertificateSigningOptions>, CertificateSigningOptionsValidator>());
        return builder
            .AddController<ApprovalReconciler, V1CertificateSigningRequest>(static c => c
                .Named("csrapproving").ActsAs(ControllerClients.ServiceAccount("certificate-controller")).RecordsAs("certificate-controller").Workers(5))
            .AddController<SigningReconciler, V1CertificateSigningRequest>(static c => c
                .Named("csrsigning").ActsAs(ControllerClients.ServiceAccount("certificate-controller")).RecordsAs("certificate-controller").Workers(5))
            .AddControllerLoop<RequestCleaner>("csrcleaner", ControllerClients.ServiceAccount("certificate-controller"));
    }
}
