using Kube.Api.Models;
using Kube.Controllers.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Kube.Controllers.ServiceAccounts;

internal static class ServiceAccountRegistration
{
    public static IKubeControllersBuilder AddServiceAccountController(this IKubeControllersBuilder builder) =>
        builder.AddController<ServiceAccountReconciler, V1Namespace>(static c => c
            .Named("serviceaccount")
            .ActsAs(ControllerClients.ServiceAccount("service-account-controller"))
            .Watches<V1ServiceAccount>(ServiceAccountReconciler.Scope, static account => [new(account.Metadata.Namespace!)]));
}
