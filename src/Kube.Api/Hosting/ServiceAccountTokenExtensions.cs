using Kube.Api.Authentication;
using Kube.Api.Authentication.ServiceAccounts;
using Kube.Api.Authentication.Tokens;
using Kube.Api.Hosting;
using Kube.Api.Kubernetes.Admission;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the tokens of service accounts.</summary>
public static class ServiceAccountTokenExtensions
{
    /// <summary>Makes tokens for service accounts (<c>serviceaccounts/token</c>), knows their holders by them, and answers <c>tokenreviews</c>. Idempotent.</summary>
    /// <param name="builder">The API.</param>
    /// <param name="configure">Issuer, audiences and key.</param>
    public static IKubeApiBuilder AddServiceAccountTokens(this IKubeApiBuilder builder, Action<ServiceAccountTokenOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var options = builder.Services.AddOptions<ServiceAccountTokenOptions>().ValidateOnStart();
        if (configure is not null) options.Configure(configure);
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ServiceAccountTokenOptions>, ServiceAccountTokenOptionsValidator>());
        builder.Services.TryAddSingleton<AdmissionObjects>();
        builder.Services.TryAddSingleton<SigningKey>();
        builder.Services.TryAddSingleton<TokenIssuer>();
        builder.Services.TryAddSingleton<VerifiedTokens>();
        builder.Services.TryAddSingleton(static services =>
            new IssuerDiscovery(services.GetRequiredService<SigningKey>(), services.GetRequiredService<IOptions<ServiceAccountTokenOptions>>()));
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IAuthenticator, ServiceAccountAuthenticator>());
        builder.Services.TryAddSingleton(static services => new RequestAuthenticator(services.GetServices<IAuthenticator>()));
        return builder.AddResourceAction<TokenRequestAction>().AddResourceAction<TokenReviewAction>();
    }
}
