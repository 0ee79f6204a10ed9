using Kube.Node.Cri;
using Kube.Node.Hosting;
using Kube.Node.Runtime;
using Kube.Store.Work;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Chooses a container runtime by its endpoint.</summary>
public static class CriRuntimeBuilderExtensions
{
    /// <summary>The node's pods run in a runtime that speaks CRI v1, such as containerd. Replaces the runtime chosen before.</summary>
    public static IKubeNodeBuilder UseCriRuntime(this IKubeNodeBuilder builder, Action<CriRuntimeOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var options = builder.Services.AddOptions<CriRuntimeOptions>().ValidateOnStart();
        if (configure is not null) options.Configure(configure);
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<CriRuntimeOptions>, CriRuntimeOptionsValidator>());
        builder.Services.Replace(ServiceDescriptor.Singleton<IContainerRuntime>(provider => new CriContainerRuntime(
            provider.GetRequiredService<IOptions<CriRuntimeOptions>>().Value,
            provider.GetRequiredService<IWorkScheduler>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<CriContainerRuntime>>())));
        return builder;
    }
}
