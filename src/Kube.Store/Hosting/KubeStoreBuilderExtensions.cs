using System.Diagnostics.Metrics;
using Kube.Store.Disk;
using Kube.Store.Embedded;
using Kube.Store.Hosting;
using Kube.Store.Kv;
using Kube.Store.Leases;
using Kube.Store.Maintenance;
using Kube.Store.Projection;
using Kube.Store.Snapshots;
using Kube.Store.Wal;
using Kube.Store.Work;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Chooses the store's engine.</summary>
public static class KubeStoreBuilderExtensions
{
    /// <summary>Chooses the embedded engine: one directory, one process, no server beside it.</summary>
    /// <remarks>The store is opened, and its directory locked, when a host starts or when one of its doors is first resolved; it is closed
    /// when the provider is disposed of (<c>DisposeAsync</c>). Register an <see cref="IStoreDisk"/> to replace the directory, an
    /// <see cref="IValueProjector"/> to project values.</remarks>
    public static IKubeStoreBuilder UseEmbedded(this IKubeStoreBuilder builder, Action<WalOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        var options = services.AddOptions<WalOptions>().ValidateOnStart();
        if (configure is not null)
            options.Configure(configure);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<WalOptions>, WalOptionsValidator>());

        services.TryAddSingleton<IStoreDisk>(static provider => new FileStoreDisk(provider.GetRequiredService<IOptions<WalOptions>>().Value.Directory));
        services.TryAddSingleton(Open);
        services.TryAddSingleton<IKeyValueStore>(static provider => provider.GetRequiredService<EmbeddedStore>());
        services.TryAddSingleton<ILeaseStore>(static provider => provider.GetRequiredService<EmbeddedStore>());
        services.TryAddSingleton<IStoreSnapshots>(static provider => provider.GetRequiredService<EmbeddedStore>());
        services.TryAddSingleton<IStoreMaintenance>(static provider => provider.GetRequiredService<EmbeddedStore>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, EmbeddedStoreStarter>());
        return builder;
    }

    private static EmbeddedStore Open(IServiceProvider provider)
    {
        var settings = new EmbeddedStoreSettings(provider.GetRequiredService<IStoreDisk>())
        {
            Wal = provider.GetRequiredService<IOptions<WalOptions>>().Value,
            Store = provider.GetRequiredService<IOptions<KubeStoreOptions>>().Value,
            Projector = provider.GetService<IValueProjector>(),
            Time = provider.GetRequiredService<TimeProvider>(),
            Work = provider.GetRequiredService<IWorkScheduler>(),
            Meters = provider.GetService<IMeterFactory>(),
            Logger = provider.GetService<ILoggerFactory>()?.CreateLogger("Kube.Store") ?? NullLogger.Instance,
        };

        // The container can only make things synchronously. Opening reads files on this thread, before anything serves; a real disk never suspends.
        var opening = EmbeddedStore.OpenAsync(settings);
        return opening.IsCompletedSuccessfully ? opening.GetAwaiter().GetResult() : opening.AsTask().GetAwaiter().GetResult();
    }
}
