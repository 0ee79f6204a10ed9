using System.ComponentModel.DataAnnotations;

namespace Kube.Api.Authentication.ServiceAccounts;

/// <summary>How tokens of service accounts are made and known again.</summary>
public sealed class ServiceAccountTokenOptions
{
    /// <summary>Who issues the tokens: an https address, under which verifiers outside look for <c>/.well-known/openid-configuration</c>. Default
    /// <c>https://kubernetes.default.svc</c>.</summary>
    [Required] public string Issuer { get; set; } = "https://kubernetes.default.svc";

    /// <summary>The audiences that this server is, and that a token is for when nothing else was asked. Default: none stated, which means <see cref="Issuer"/>.</summary>
    public IList<string> ApiAudiences { get; set; } = [];

    /// <summary>File of the signing key (RSA, PEM), made when missing; beside it the public half as <c>.pub</c>. Default empty: a key that lives as long as the process,
    /// and its tokens with it.</summary>
    public string KeyFile { get; set; } = "";

    /// <summary>The signing key itself (RSA, PEM), in place of a file. Default empty: <see cref="KeyFile"/> says.</summary>
    public string KeyPem { get; set; } = "";

    /// <summary>The longest time in seconds that a token may be asked for; a longer one is shortened with a warning. Default 0: no limit. 0, or 3600 to 2^32.</summary>
    [Range(0, 1L << 32)] public long MaxExpirationSeconds { get; set; }

    /// <summary>Tokens that pods get by the default volume live a year although they say an hour, for clients that do not read them again; uses after the hour are
    /// what a later server may refuse. Default true, as upstream.</summary>
    public bool ExtendExpiration { get; set; } = true;

    /// <summary>Where verifiers find the keys. Default empty: <see cref="Issuer"/> followed by <c>/openid/v1/jwks</c>.</summary>
    public string JwksUri { get; set; } = "";
}
