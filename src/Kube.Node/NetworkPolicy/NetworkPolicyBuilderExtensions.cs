using Kube.Node.Hosting;
using Kube.Node.NetworkPolicy;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the guard of the node's pods.</summary>
public static class NetworkPolicyBuilderExtensions
{
    /// <summary>Enforces network policies for this node's pods by rules of the kernel (nftables), which takes the right to administer the network. What a pod reaches
    /// through its own node, such as services in <see cref="Kube.Node.Proxy.ProxyMode.Userspace"/>, comes from the node and is always allowed.</summary>
    public static IKubeNodeBuilder AddNetworkPolicies(this IKubeNodeBuilder builder, Action<NetworkPolicyOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var options = builder.Services.AddOptions<NetworkPolicyOptions>().ValidateOnStart();
        if (configure is not null) options.Configure(configure);
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<NetworkPolicyOptions>, NetworkPolicyOptionsValidator>());
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, NetworkPolicyService>());
        return builder;
    }
}
