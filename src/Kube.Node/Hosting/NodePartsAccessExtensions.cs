using Kube.Node.Dns;
using Kube.Node.Hosting;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers what a control plane does for nodes of other processes.</summary>
public static class NodePartsAccessExtensions
{
    /// <summary>Makes the accounts, with their rights, that the DNS server and the guard of network policies read the cluster as on nodes of other processes, which have no
    /// administrator, and the service <c>kube-dns</c>. What is there already is left as it is.</summary>
    public static IServiceCollection AddNodePartsAccess(this IServiceCollection services, Action<ClusterDnsOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        var options = services.AddOptions<ClusterDnsOptions>();
        if (configure is not null) options.Configure(configure);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, NodePartsAccess>());
        return services;
    }
}
