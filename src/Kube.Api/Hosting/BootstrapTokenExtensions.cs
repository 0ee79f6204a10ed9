using Kube.Api.Authentication;
using Kube.Api.Authentication.BootstrapTokens;
using Kube.Api.Hosting;
using Kube.Api.Kubernetes.Bootstrap;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers what lets nodes join.</summary>
public static class BootstrapTokenExtensions
{
    /// <summary>Knows users by bootstrap tokens: secrets of kube-system of the type <c>bootstrap.kubernetes.io/token</c> (upstream's <c>--enable-bootstrap-token-auth</c>). Idempotent.</summary>
    public static IKubeApiBuilder AddBootstrapTokens(this IKubeApiBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IAuthenticator, BootstrapTokenAuthenticator>());
        builder.Services.TryAddSingleton(static services => new RequestAuthenticator(services.GetServices<IAuthenticator>()));
        return builder;
    }

    /// <summary>Lets the bearer of any bootstrap token ask for a node's certificate and have it approved at once, and nodes renew theirs: adds
    /// <see cref="AddBootstrapTokens"/> and, when the server starts, the three bindings that upstream's documentation of TLS bootstrapping has. Call this after <c>AddRbac</c>. Idempotent.</summary>
    public static IKubeApiBuilder AddNodeJoining(this IKubeApiBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddBootstrap<NodeJoiningBootstrap>().AddBootstrapTokens();
    }
}
