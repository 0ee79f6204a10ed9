using Kube.Api.Models;
using Kube.Controllers.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Kube.Controllers.ServiceCidrs;

internal static class ServiceCidrRegistration
{
    public static IKubeControllersBuilder AddServiceCidrController(this IKubeControllersBuilder builder) =>
        builder.AddController<ServiceCidrReconciler, V1ServiceCIDR>(static c => c
            .Named("service-cidr-controller")
            .ActsAs(ControllerClients.ServiceAccount("service-cidrs-controller"))
            .Watches<V1ServiceCIDR>(static (reconciler, network) => reconciler.WaitingFor(network))
            .Watches<V1IPAddress>(static (reconciler, record) => reconciler.WaitingFor(record)));
}
