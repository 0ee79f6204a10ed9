using Kube.Api.Models;
using Kube.Controllers.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Kube.Controllers.RoleAggregation;

internal static class RoleAggregationRegistration
{
    public static IKubeControllersBuilder AddRoleAggregation(this IKubeControllersBuilder builder) =>
        builder.AddController<RoleAggregationReconciler, V1ClusterRole>(static c => c
            .Named("clusterrole-aggregation-controller")
            .ActsAs(ControllerClients.ServiceAccount("clusterrole-aggregation-controller"))
            .When(static role => role.AggregationRule is not null)
            .Observes<V1ClusterRole>(static reconciler => reconciler));
}
