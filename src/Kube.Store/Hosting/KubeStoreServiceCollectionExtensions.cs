using Kube.Store.Hosting;
using Kube.Store.Wal;
using Kube.Store.Work;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the store.</summary>
public static class KubeStoreServiceCollectionExtensions
{
    /// <summary>Registers what every engine needs; choose one on the builder. May be called more than once.</summary>
    public static IKubeStoreBuilder AddKubeStore(this IServiceCollection services, Action<KubeStoreOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        var options = services.AddOptions<KubeStoreOptions>().ValidateOnStart();
        if (configure is not null)
            options.Configure(configure);

        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IWorkScheduler>(DefaultWorkScheduler.Instance);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<KubeStoreOptions>, KubeStoreOptionsValidator>());
        return new KubeStoreBuilder(services);
    }
}
