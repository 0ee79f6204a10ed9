using Kube.Api.FlowControl;
using Kube.Api.Metrics;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers flow control.</summary>
public static class FlowControlServiceCollectionExtensions
{
    /// <summary>Adds priority and fairness for whoever lets requests in, such as the HTTP server, which adds it itself. Idempotent; <c>AddKubeApi</c> adds what it needs.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configure">Changes the options; several calls add up.</param>
    public static IServiceCollection AddFlowControl(this IServiceCollection services, Action<FlowControlOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        var options = services.AddOptions<FlowControlOptions>().ValidateOnStart();
        if (configure is not null) options.Configure(configure);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<FlowControlOptions>, FlowControlOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<FlowController>();
        services.TryAddSingleton<WorkEstimator>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IMetricSource, FlowControlMetrics>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IFlowControlHeed, FlowController>(static provider => provider.GetRequiredService<FlowController>()));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, LevelBorrowing>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, FlowControlFollower>());
        return services;
    }
}
