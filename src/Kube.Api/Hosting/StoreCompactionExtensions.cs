using Kube.Api.Compaction;
using Kube.Api.Hosting;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the upkeep of the store that an API server does.</summary>
public static class StoreCompactionExtensions
{
    /// <summary>Discards old revisions at an interval, by default of 5 minutes. Idempotent.</summary>
    /// <param name="builder">The API.</param>
    /// <param name="configure">Changes the interval.</param>
    public static IKubeApiBuilder AddStoreCompaction(this IKubeApiBuilder builder, Action<StoreCompactionOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var options = builder.Services.AddOptions<StoreCompactionOptions>().ValidateOnStart();
        if (configure is not null) options.Configure(configure);
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<StoreCompactionOptions>, StoreCompactionOptionsValidator>());
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, StoreCompactor>());
        return builder;
    }
}
