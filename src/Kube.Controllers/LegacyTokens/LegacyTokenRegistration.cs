using Kube.Api.Authentication;
using Kube.Api.Models;
using Kube.Controllers.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Kube.Controllers.LegacyTokens;

internal static class LegacyTokenRegistration
{
    public static IKubeControllersBuilder AddLegacyTokenController(this IKubeControllersBuilder builder) =>
        builder.AddController<LegacyTokenReconciler, V1Secret>(LegacyTokenReconciler.Scope, static c => c
            .Named("serviceaccount-token").ActsAs(new("system:kube-controller-manager", groups: [UserNames.AuthenticatedGroup])).Workers(5)
            .Watches<V1ServiceAccount>(static (reconciler, account) => reconciler.SecretsOf(account)));
}
