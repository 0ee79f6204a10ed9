namespace Kube.Api.Authentication.Jwt;

/// <summary>One OpenID Connect provider, as kube-apiserver's flags <c>--oidc-*</c> describe it.</summary>
public sealed class OidcOptions
{
    /// <summary>The provider: an https URL, as it stands in <c>iss</c>. Required.</summary>
    public string IssuerUrl { get; set; } = "";

    /// <summary>The audience that tokens must be for. Required.</summary>
    public string ClientId { get; set; } = "";

    /// <summary>PEM of the authorities that sign the provider's certificate. Default empty: the machine's.</summary>
    public string CertificateAuthorityPem { get; set; } = "";

    /// <summary>The claim that names the user. Default <c>sub</c>.</summary>
    public string UsernameClaim { get; set; } = "sub";

    /// <summary>What user names start with; <c>-</c>: nothing. Default empty: the issuer and <c>#</c>, unless the claim is <c>email</c>.</summary>
    public string UsernamePrefix { get; set; } = "";

    /// <summary>The claim that names the groups. Default empty: none.</summary>
    public string GroupsClaim { get; set; } = "";

    /// <summary>What group names start with. Default empty.</summary>
    public string GroupsPrefix { get; set; } = "";

    /// <summary>The algorithms that tokens may be signed with. Default <c>RS256</c>.</summary>
    public IList<string> SigningAlgorithms { get; set; } = ["RS256"];

    /// <summary>Claims that tokens must have, with these values. Default none.</summary>
    public IDictionary<string, string> RequiredClaims { get; set; } = new Dictionary<string, string>();

    internal JwtSettings ToSettings() => new()
    {
        Issuer = new() { Url = IssuerUrl, Audiences = [ClientId], CertificateAuthority = CertificateAuthorityPem },
        ClaimMappings = new()
        {
            Username = new() { Claim = UsernameClaim, Prefix = Prefix() },
            Groups = new() { Claim = GroupsClaim, Prefix = GroupsPrefix },
        },
        ClaimValidationRules = [.. RequiredClaims.Select(static claim => new ClaimValidationRule { Claim = claim.Key, RequiredValue = claim.Value })],
        Algorithms = [.. SigningAlgorithms],
    };

    private string Prefix() => UsernamePrefix switch
    {
        "-" => "",
        "" when UsernameClaim != "email" => IssuerUrl + "#",
        var prefix => prefix,
    };
}
