using Kube.Api.Authentication;
using Kube.Api.Client;
using Microsoft.Extensions.Options;

namespace Kube.Controllers.Hosting;

/// <summary>The clients of controllers, each as its own user.</summary>
internal sealed class ControllerClients(IKubeClientFactory factory, IOptions<KubeControllersOptions> options)
{
    public IKubeClient ForCaches() => factory.Create(options.Value.CacheUser, options.Value.Name);

    public IKubeClient For(UserInfo? user) => factory.Create(user ?? options.Value.User, options.Value.Name);

    /// <summary>The service account that upstream gives a built-in controller.</summary>
    public static UserInfo ServiceAccount(string name) => new(
        $"{UserNames.ServiceAccountPrefix}kube-system:{name}",
        groups: [UserNames.ServiceAccountsGroup, $"{UserNames.ServiceAccountsGroupPrefix}kube-system", UserNames.AuthenticatedGroup]);
}
