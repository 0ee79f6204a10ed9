using Kube.Api.Models;
using Kube.Controllers.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Kube.Controllers.Namespaces;

internal static class NamespaceRegistration
{
    public static IKubeControllersBuilder AddNamespaceController(this IKubeControllersBuilder builder) =>
        builder.AddController<NamespaceReconciler, V1Namespace>(static c => c
            .Named("namespace")
            .ActsAs(ControllerClients.ServiceAccount("namespace-controller"))
            .Uses<NamespaceContents>()
            // Its own writes to the status are no reason to look again.
            .WhenUpdated(static (old, current) => old.Metadata.DeletionTimestamp is null || (old.Spec?.Finalizers?.Count ?? 0) != (current.Spec?.Finalizers?.Count ?? 0))
            .When(static ns => ns.Metadata.DeletionTimestamp is not null)
            .Observes<V1Pod>(static reconciler => reconciler)
            .Workers(10));
}
