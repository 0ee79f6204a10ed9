using Kube.Api.Authentication;
using Kube.Api.Authentication.Configuration;
using Kube.Api.Authentication.Jwt;
using Kube.Api.Authentication.Tokens;
using Kube.Api.Authentication.Webhook;
using Kube.Api.Authorization;
using Kube.Api.Authorization.Webhook;
using Kube.Api.Client.Http;
using Kube.Api.Hosting;
using Kube.Api.Models;
using Kube.Api.Validation;
using Kube.Api.Webhooks;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Lets others say who users are and what they may do: identity providers and webhooks.</summary>
public static class OutsideAuthenticationExtensions
{
    /// <summary>Accepts the tokens of an OpenID Connect provider. Several calls add several.</summary>
    /// <param name="builder">The API.</param>
    /// <param name="configure">What kube-apiserver's flags <c>--oidc-*</c> say.</param>
    /// <exception cref="ConfigurationFileException">The options are not as they should be.</exception>
    public static IKubeApiBuilder AddOidc(this IKubeApiBuilder builder, Action<OidcOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        var options = new OidcOptions();
        configure(options);
        var errors = new FieldErrors();
        var settings = options.ToSettings();
        AuthenticationRules.Check(settings, FieldPath.Root("oidc"), errors);
        foreach (var unknown in settings.Algorithms.Except(JsonWebKey.Algorithms))
            errors.NotSupported(FieldPath.Root("oidc-signing-algs"), unknown, JsonWebKey.Algorithms);
        if (errors.Count > 0) throw new ConfigurationFileException(string.Join("; ", errors));
        return builder.AddIssuer(settings);
    }

    /// <summary>Does what a file of the kind AuthenticationConfiguration says (upstream's <c>--authentication-config</c>).</summary>
    /// <param name="builder">The API.</param>
    /// <param name="configuration">The file.</param>
    public static IKubeApiBuilder AddAuthenticationConfiguration(this IKubeApiBuilder builder, AuthenticationConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configuration);
        foreach (var issuer in configuration.Issuers) builder.AddIssuer(issuer);
        if (configuration.Anonymous is { } anonymous)
            builder.Services.Configure<AnonymousOptions>(options => (options.Enabled, options.Paths) = (anonymous.Enabled, anonymous.Paths));
        return builder;
    }

    /// <summary>Asks a server whose the tokens are that nobody before it knows.</summary>
    /// <param name="builder">The API.</param>
    /// <param name="configure">What kube-apiserver's flags <c>--authentication-token-webhook-*</c> say.</param>
    public static IKubeApiBuilder AddTokenWebhook(this IKubeApiBuilder builder, Action<WebhookTokenOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        var options = new WebhookTokenOptions();
        configure(options);
        return builder.AddAuthenticator(services =>
        {
            var time = services.GetRequiredService<TimeProvider>();
            return new WebhookTokenAuthenticator(new ReviewServer<V1TokenReview>(Kubeconfig.Load(options.ConfigFile), options.Timeout, time), options.CacheTtl, time);
        });
    }

    /// <summary>Asks a server what users may do, after the authorizers that were added before.</summary>
    /// <param name="builder">The API.</param>
    /// <param name="configure">What kube-apiserver's flags <c>--authorization-webhook-*</c> say.</param>
    public static IKubeApiBuilder AddAuthorizationWebhook(this IKubeApiBuilder builder, Action<WebhookAuthorizerOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        var options = new WebhookAuthorizerOptions();
        configure(options);
        return builder.AddAuthorizer(services =>
        {
            var time = services.GetRequiredService<TimeProvider>();
            return new WebhookAuthorizer(new ReviewServer<V1SubjectAccessReview>(Kubeconfig.Load(options.ConfigFile), options.Timeout, time), options, time);
        });
    }

    /// <summary>Adds the authorizers that a file of the kind AuthorizationConfiguration names, in its order (upstream's <c>--authorization-config</c>).</summary>
    /// <param name="builder">The API.</param>
    /// <param name="configuration">The file.</param>
    public static IKubeApiBuilder AddAuthorizationConfiguration(this IKubeApiBuilder builder, AuthorizationConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configuration);
        foreach (var (type, webhook) in configuration.Authorizers)
        {
            _ = type switch
            {
                "Node" => builder.AddNodeAuthorizer(),
                "RBAC" => builder.AddRbac(),
                "Webhook" => builder.AddAuthorizationWebhook(options =>
                {
                    (options.ConfigFile, options.Timeout, options.MatchConditions) = (webhook!.ConfigFile, webhook.Timeout, webhook.MatchConditions);
                    (options.AuthorizedTtl, options.UnauthorizedTtl, options.DeniesOnFailure) = (webhook.AuthorizedTtl, webhook.UnauthorizedTtl, webhook.DeniesOnFailure);
                }),
                _ => builder.AddAuthorizer(_ => new ConstantAuthorizer(type == "AlwaysAllow")),
            };
        }

        return builder;
    }

    private static IKubeApiBuilder AddIssuer(this IKubeApiBuilder builder, JwtSettings settings) => builder.AddAuthenticator(services =>
    {
        var time = services.GetRequiredService<TimeProvider>();
        return new JwtAuthenticator(settings, new IssuerKeys(settings.Issuer, time), time);
    });

    private static IKubeApiBuilder AddAuthenticator(this IKubeApiBuilder builder, Func<IServiceProvider, IAuthenticator> make)
    {
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(make);
        builder.Services.TryAddSingleton(static services => new RequestAuthenticator(services.GetServices<IAuthenticator>()));
        return builder.AddResourceAction<TokenReviewAction>();
    }
}
