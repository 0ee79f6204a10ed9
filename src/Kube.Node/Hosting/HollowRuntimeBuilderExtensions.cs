using Kube.Node.Hosting;
using Kube.Node.Runtime;
using Kube.Node.Runtime.Hollow;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Chooses the simulated runtime.</summary>
public static class HollowRuntimeBuilderExtensions
{
    /// <summary>The node's pods are simulated: addresses, states and times, and nothing behind them. Replaces the runtime chosen before.</summary>
    public static IKubeNodeBuilder UseHollowRuntime(this IKubeNodeBuilder builder, Action<HollowRuntimeOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var options = builder.Services.AddOptions<HollowRuntimeOptions>().ValidateOnStart();
        if (configure is not null)
            options.Configure(configure);

        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<HollowRuntimeOptions>, HollowRuntimeOptionsValidator>());
        builder.Services.TryAddSingleton(provider =>
            new HollowContainerRuntime(provider.GetRequiredService<IOptions<HollowRuntimeOptions>>().Value, provider.GetRequiredService<TimeProvider>()));
        builder.Services.Replace(ServiceDescriptor.Singleton<IContainerRuntime>(provider => provider.GetRequiredService<HollowContainerRuntime>()));
        return builder;
    }
}
