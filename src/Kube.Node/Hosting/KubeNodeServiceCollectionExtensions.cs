using Kube.Api.Client;
using Kube.Node.Agent;
using Kube.Node.Hosting;
using Kube.Node.Runtime;
using Kube.Store.Work;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the node.</summary>
public static class KubeNodeServiceCollectionExtensions
{
    /// <summary>Registers what every node needs; choose its runtime on the builder. May be called more than once.</summary>
    public static IKubeNodeBuilder AddKubeNode(this IServiceCollection services, Action<NodeOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        var options = services.AddOptions<NodeOptions>().ValidateOnStart();
        if (configure is not null)
            options.Configure(configure);

        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IWorkScheduler>(DefaultWorkScheduler.Instance);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<NodeOptions>, NodeOptionsValidator>());
        services.TryAddSingleton(provider => new NodeAgent(
            provider.GetRequiredService<IOptions<NodeOptions>>().Value,
            provider.GetRequiredService<IContainerRuntime>(),
            provider.GetRequiredService<IKubeClientFactory>(),
            provider.GetRequiredService<IWorkScheduler>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILoggerFactory>()));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, NodeAgentService>());
        return new KubeNodeBuilder(services);
    }
}
