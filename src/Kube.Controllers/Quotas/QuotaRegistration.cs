using Kube.Api.Models;
using Kube.Controllers.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Kube.Controllers.Quotas;

internal static class QuotaRegistration
{
    public static IKubeControllersBuilder AddQuotaController(this IKubeControllersBuilder builder) =>
        builder.AddController<QuotaReconciler, V1ResourceQuota>(static c => c
            .Named("resourcequota").ActsAs(ControllerClients.ServiceAccount("resourcequota-controller")).RecordsAs("resourcequota-controller").Workers(5)
            .WhenUpdated(QuotaReconciler.Matters)
            .Observes<V1Pod>(static reconciler => reconciler.PodEvents)
            .Observes<V1Service>(static reconciler => reconciler.ServiceEvents)
            .Observes<V1PersistentVolumeClaim>(static reconciler => reconciler.ClaimEvents));
}
