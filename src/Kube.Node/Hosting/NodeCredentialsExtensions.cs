using Kube.Api.Client;
using Kube.Node.Identity;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers how a node is known to an API server in another process.</summary>
public static class NodeCredentialsExtensions
{
    /// <summary>The node's agent is who its certificate says: asked for by whoever may (a bootstrap token), approved and signed by the cluster, kept in files and renewed after 70 to
    /// 90 % of its life, while connections go on. Before <c>AddKubeApiClient</c> or instead of it.</summary>
    /// <param name="services">Where to.</param>
    /// <param name="options">How.</param>
    /// <exception cref="ArgumentException">An option that is required is empty, or a duration is too short.</exception>
    /// <exception cref="Kube.Api.Client.Http.KubeconfigException">A kubeconfig is none.</exception>
    /// <exception cref="IOException">There is neither a kubeconfig nor a bootstrap kubeconfig.</exception>
    public static IServiceCollection AddNodeCredentials(this IServiceCollection services, NodeCredentialsOptions options)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentException.ThrowIfNullOrEmpty(options.CertificateDirectory);
        ArgumentException.ThrowIfNullOrEmpty(options.Kubeconfig);
        if (options.ClientCertificateDuration != TimeSpan.Zero && options.ClientCertificateDuration < TimeSpan.FromMinutes(10))
            throw new ArgumentException("the duration of client certificates must be 10 minutes and more", nameof(options));
        services.AddSingleton(options);
        services.TryAddSingleton<NodeCredentials>();
        services.TryAddSingleton<IKubeClientFactory, NodeClientFactory>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, NodeCredentialsService>());
        return services.AddKubeApiClient(NodeKubeconfig.Cluster(options));
    }
}
