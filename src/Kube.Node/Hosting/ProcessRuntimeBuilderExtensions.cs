using Kube.Node.Hosting;
using Kube.Node.Runtime;
using Kube.Node.Runtime.Process;
using Kube.Store.Work;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Chooses the process runtime and gives it images.</summary>
public static class ProcessRuntimeBuilderExtensions
{
    /// <summary>
    /// The node's pods are processes of this host, each pod under a shim that outlives this process. The host's <c>Main</c> must call
    /// <see cref="Kube.Node.Runtime.Process.Shim.NodeShim.TryRun"/> first. Replaces the runtime chosen before.
    /// </summary>
    public static IKubeNodeBuilder UseProcessRuntime(this IKubeNodeBuilder builder, Action<ProcessRuntimeOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var options = builder.Services.AddOptions<ProcessRuntimeOptions>().ValidateOnStart();
        if (configure is not null)
            options.Configure(configure);

        options.PostConfigure<IOptions<NodeOptions>>((runtime, node) =>
        {
            if (runtime.StateDirectory.Length == 0)
                runtime.StateDirectory = Path.Combine(node.Value.RootDirectory, "process");
            if (runtime.LogMaxBytes == 0)
                (runtime.LogMaxBytes, runtime.LogMaxFiles) = (2 * node.Value.ContainerLogMaxBytes, node.Value.ContainerLogMaxFiles);
        });
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ProcessRuntimeOptions>, ProcessRuntimeOptionsValidator>());
        builder.Services.TryAddSingleton<IProcessImageCatalog, ProcessImageCatalog>();
        builder.Services.Replace(ServiceDescriptor.Singleton<IContainerRuntime>(provider => new ProcessContainerRuntime(
            provider.GetRequiredService<IOptions<ProcessRuntimeOptions>>().Value,
            provider.GetRequiredService<IProcessImageCatalog>(),
            provider.GetRequiredService<IWorkScheduler>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<ProcessContainerRuntime>>())));
        return builder;
    }

    /// <summary>Adds an image that the process runtime can run without a command.</summary>
    public static IKubeNodeBuilder AddProcessImage(this IKubeNodeBuilder builder, ProcessImage image)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(image);
        builder.Services.AddSingleton(image);
        return builder;
    }
}
