using Kube.Node.Hosting;
using Kube.Node.Proxy;
using Kube.Node.Work;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the service proxy.</summary>
public static class ServiceProxyBuilderExtensions
{
    /// <summary>Serves services on this host: cluster IPs, external IPs and node ports through sockets of this process (TCP and UDP; one per machine
    /// is enough) or by rules of the kernel.</summary>
    public static IKubeNodeBuilder AddServiceProxy(this IKubeNodeBuilder builder, Action<ServiceProxyOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var options = builder.Services.AddOptions<ServiceProxyOptions>().ValidateOnStart();
        if (configure is not null) options.Configure(configure);
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ServiceProxyOptions>, ServiceProxyOptionsValidator>());
        builder.Services.TryAddSingleton<StatusAddresses>();
        builder.Services.TryAddSingleton<IStatusAddresses>(static services => services.GetRequiredService<StatusAddresses>());
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, ServiceProxy>());
        return builder;
    }
}
