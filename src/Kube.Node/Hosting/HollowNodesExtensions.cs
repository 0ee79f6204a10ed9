using Kube.Node.Hosting;
using Kube.Store.Work;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers hollow nodes.</summary>
public static class HollowNodesExtensions
{
    /// <summary>Adds nodes whose agents are real and whose containers are not: thousands fit in one process, beside a real node or without one.</summary>
    public static IServiceCollection AddHollowNodes(this IServiceCollection services, Action<HollowNodesOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        var options = services.AddOptions<HollowNodesOptions>().ValidateOnStart();
        if (configure is not null) options.Configure(configure);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<HollowNodesOptions>, HollowNodesOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IWorkScheduler>(DefaultWorkScheduler.Instance);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, HollowNodesService>());
        return services;
    }
}
