using Kube.Api.Models;
using Kube.Controllers.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Kube.Controllers.Disruption;

internal static class DisruptionRegistration
{
    public static IKubeControllersBuilder AddDisruptionControllers(this IKubeControllersBuilder builder) => builder
        .AddController<DisruptionReconciler, V1PodDisruptionBudget>(static c => c
            .Named("disruption")
            .ActsAs(ControllerClients.ServiceAccount("disruption-controller"))
            .RecordsAs("controllermanager")
            .Uses<PodScales>()
            .Reads<V1ReplicaSet>()
            .Reads<V1Deployment>()
            .Reads<V1StatefulSet>()
            .Reads<V1ReplicationController>()
            .Watches<V1Pod>(static (reconciler, pod) => reconciler.BudgetsOf(pod)))
        .AddController<StaleDisruptionReconciler, V1Pod>(static c => c
            .Named("stale-pod-disruption")
            .ActsAs(ControllerClients.ServiceAccount("disruption-controller"))
            .When(StaleDisruptionReconciler.Matters));
}
