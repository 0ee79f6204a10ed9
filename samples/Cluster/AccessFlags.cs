using System.CommandLine;
using Kube.Api.AspNetCore.Hosting;
using Kube.Api.Authentication;
using Kube.Api.Authentication.Configuration;
using Kube.Api.Authorization.Webhook;
using Kube.Api.Hosting;

namespace Kube.Samples.Cluster;

/// <summary>Who users are and what they may do, where others say so: kube-apiserver's flags.</summary>
internal static class AccessFlags
{
    private static readonly Option<string?> s_authenticationConfig = Text("--authentication-config", "File of the kind AuthenticationConfiguration.", "FILE");
    private static readonly Option<string?> s_authorizationConfig = Text("--authorization-config", "File of the kind AuthorizationConfiguration; replaces --authorization-mode.", "FILE");
    private static readonly Option<string?> s_tokenWebhook = Text("--authentication-token-webhook-config-file", "File in the form of a kubeconfig: a server that knows tokens.", "FILE");
    private static readonly Option<string?> s_rightsWebhook = Text("--authorization-webhook-config-file", "File in the form of a kubeconfig: a server that is asked after the modes what users may do.", "FILE");
    private static readonly Option<bool> s_anonymous = new("--anonymous-auth") { Description = "Let requests without credentials be system:anonymous.", DefaultValueFactory = static _ => true };
    private static readonly Option<string?> s_issuer = Text("--oidc-issuer-url", "OpenID Connect provider whose tokens are accepted.", "URL");
    private static readonly Option<string?> s_client = Text("--oidc-client-id", "Audience that its tokens must be for.", "ID");
    private static readonly Option<string?> s_authority = Text("--oidc-ca-file", "Authorities that sign the provider's certificate. Default: the machine's.", "FILE");
    private static readonly Option<string?> s_nameClaim = Text("--oidc-username-claim", "Claim that names the user. Default: sub.", "CLAIM");
    private static readonly Option<string?> s_namePrefix = Text("--oidc-username-prefix", "What user names start with; -: nothing. Default: the issuer and #, unless the claim is email.", "TEXT");
    private static readonly Option<string?> s_groupsClaim = Text("--oidc-groups-claim", "Claim that names the groups.", "CLAIM");
    private static readonly Option<string?> s_groupsPrefix = Text("--oidc-groups-prefix", "What group names start with.", "TEXT");
    private static readonly Option<string?> s_algorithms = Text("--oidc-signing-algs", "Algorithms that tokens may be signed with, separated by commas. Default: RS256.", "ALGS");
    private static readonly Option<string[]> s_required = new("--oidc-required-claim") { Description = "Claim that tokens must have, as name=value; may be given more than once.", HelpName = "NAME=VALUE" };
    private static readonly Option<string?> s_proxyAuthority = Text("--requestheader-client-ca-file", "Authorities of proxies in front of the server. Default: the cluster's own for them.", "FILE");
    private static readonly Option<string?> s_proxyNames = Text("--requestheader-allowed-names", "Common names of such proxies, separated by commas. Default: front-proxy.", "NAMES");

    public static IReadOnlyList<Option> All { get; } =
    [
        s_authenticationConfig, s_authorizationConfig, s_tokenWebhook, s_rightsWebhook, s_anonymous, s_issuer, s_client, s_authority, s_nameClaim, s_namePrefix,
        s_groupsClaim, s_groupsPrefix, s_algorithms, s_required, s_proxyAuthority, s_proxyNames,
    ];

    public static AccessOptions Read(ParseResult flags) => new()
    {
        ReplacesModes = flags.GetValue(s_authorizationConfig) is not null,
        Add = api => Add(api, flags),
        Configure = server =>
        {
            if (flags.GetValue(s_proxyAuthority) is { } file) server.RequestHeader.ClientCaFile = file;
            if (flags.GetValue(s_proxyNames) is { } names) server.RequestHeader.AllowedNames = names.Split(',', StringSplitOptions.RemoveEmptyEntries);
        },
    };

    private static void Add(IKubeApiBuilder api, ParseResult flags)
    {
        if (flags.GetValue(s_issuer) is { } issuer)
        {
            api.AddOidc(oidc =>
            {
                (oidc.IssuerUrl, oidc.ClientId) = (issuer, flags.GetValue(s_client) ?? "");
                if (flags.GetValue(s_authority) is { } file) oidc.CertificateAuthorityPem = File.ReadAllText(file);
                if (flags.GetValue(s_nameClaim) is { } claim) oidc.UsernameClaim = claim;
                (oidc.UsernamePrefix, oidc.GroupsClaim, oidc.GroupsPrefix) = (flags.GetValue(s_namePrefix) ?? "", flags.GetValue(s_groupsClaim) ?? "", flags.GetValue(s_groupsPrefix) ?? "");
                if (flags.GetValue(s_algorithms) is { } algorithms) oidc.SigningAlgorithms = algorithms.Split(',', StringSplitOptions.RemoveEmptyEntries);
                foreach (var pair in flags.GetValue(s_required) ?? []) oidc.RequiredClaims[pair.Split('=')[0]] = pair[(pair.IndexOf('=') + 1)..];
            });
        }

        if (flags.GetValue(s_authenticationConfig) is { } users) api.AddAuthenticationConfiguration(AuthenticationConfiguration.Load(users));
        if (flags.GetValue(s_tokenWebhook) is { } tokens) api.AddTokenWebhook(webhook => webhook.ConfigFile = tokens);
        if (!flags.GetValue(s_anonymous)) api.Services.Configure<AnonymousOptions>(static anonymous => anonymous.Enabled = false);
        if (flags.GetValue(s_authorizationConfig) is { } rights) api.AddAuthorizationConfiguration(AuthorizationConfiguration.Load(rights));
        if (flags.GetValue(s_rightsWebhook) is { } asked) api.AddAuthorizationWebhook(webhook => webhook.ConfigFile = asked);
    }

    private static Option<string?> Text(string name, string description, string value) => new(name) { Description = description, HelpName = value };
}
