using Kube.Api.Authentication;
using Kube.Api.Client;
using Kube.Api.Client.Discovery;
using Kube.Api.Client.Http;
using Kube.Api.Requests;
using Kube.Store.Work;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the API of a cluster in another process.</summary>
public static class KubeApiClientServiceCollectionExtensions
{
    /// <summary>Adds clients of a cluster that is reached over HTTPS, where <c>AddKubeApi</c> would add those of a server in this process: what controllers,
    /// a scheduler and nodes need to run apart from their API server. What was registered before stays.</summary>
    /// <param name="services">Where to.</param>
    /// <param name="config">Which cluster, and who to be there: a user with the right to impersonate those that the parts act as.</param>
    public static IServiceCollection AddKubeApiClient(this IServiceCollection services, Kubeconfig config)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(config);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IWorkScheduler>(DefaultWorkScheduler.Instance);
        services.TryAddSingleton<IRandomSource, SystemRandomSource>();
        services.TryAddSingleton<IKubeClientFactory>(provider => new HttpKubeClientFactory(config, provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<IResourceDirectory>(_ => new HttpResourceDirectory(config));
        services.TryAddSingleton(provider => provider.GetRequiredService<IKubeClientFactory>().Create(UserInfo.ApiServer, "kube-apiserver"));
        return services;
    }
}
