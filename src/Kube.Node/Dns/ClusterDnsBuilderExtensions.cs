using Kube.Node.Dns;
using Kube.Node.Hosting;
using Kube.Node.Work;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the cluster's DNS server.</summary>
public static class ClusterDnsBuilderExtensions
{
    /// <summary>Answers for the cluster's domain on the address of the service <c>kube-dns</c>, and passes other questions on to the host's resolvers. One per machine is
    /// enough.</summary>
    public static IKubeNodeBuilder AddClusterDns(this IKubeNodeBuilder builder, Action<ClusterDnsOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var options = builder.Services.AddOptions<ClusterDnsOptions>().ValidateOnStart();
        if (configure is not null) options.Configure(configure);
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ClusterDnsOptions>, ClusterDnsOptionsValidator>());
        builder.Services.TryAddSingleton<DnsStatus>();
        builder.Services.TryAddSingleton<StatusAddresses>();
        builder.Services.TryAddSingleton<IStatusAddresses>(static services => services.GetRequiredService<StatusAddresses>());
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, ClusterDns>());
        return builder;
    }
}
