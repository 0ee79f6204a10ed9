using Kube.Api.Models;
using Kube.Controllers.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Kube.Controllers.BootstrapTokens;

internal static class BootstrapTokenRegistration
{
    public static IKubeControllersBuilder AddBootstrapTokenControllers(this IKubeControllersBuilder builder) => builder
        .AddController<ClusterInfoReconciler, V1ConfigMap>(ClusterInfoReconciler.Scope, static c => c
            .Named("bootstrapsigner").ActsAs(ControllerClients.ServiceAccount("bootstrap-signer"))
            .Watches<V1Secret>(ClusterInfoReconciler.Tokens, static _ => [new(ClusterInfoReconciler.Namespace, ClusterInfoReconciler.Name)]))
        .AddController<ExpiredTokenReconciler, V1Secret>(ClusterInfoReconciler.Tokens, static c => c
            .Named("tokencleaner").ActsAs(ControllerClients.ServiceAccount("token-cleaner")));
}
