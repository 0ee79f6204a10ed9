using Kube.Api.Models;
using Kube.Controllers.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Kube.Controllers.FinishedJobs;

internal static class FinishedJobRegistration
{
    public static IKubeControllersBuilder AddFinishedJobController(this IKubeControllersBuilder builder) =>
        builder.AddController<FinishedJobReconciler, V1Job>(static c => c
            .Named("ttl-after-finished")
            .ActsAs(ControllerClients.ServiceAccount("ttl-after-finished-controller"))
            .RecordsAs("ttl-after-finished-controller")
            .When(FinishedJobReconciler.Matters)
            .Workers(5));
}
