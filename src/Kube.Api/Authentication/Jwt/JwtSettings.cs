namespace Kube.Api.Authentication.Jwt;

/// <summary>Whose tokens are accepted, and whom they make of their bearers: <c>jwt</c> of upstream's AuthenticationConfiguration (apiserver.config.k8s.io/v1).</summary>
internal sealed class JwtSettings
{
    public JwtIssuerSettings Issuer { get; set; } = new();

    public IReadOnlyList<ClaimValidationRule> ClaimValidationRules { get; set; } = [];

    public ClaimMappings ClaimMappings { get; set; } = new();

    public IReadOnlyList<UserValidationRule> UserValidationRules { get; set; } = [];

    /// <summary>The algorithms that tokens may be signed with. A file cannot say; the flag can.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public IReadOnlyCollection<string> Algorithms { get; init; } = JsonWebKey.Algorithms;
}

internal sealed class JwtIssuerSettings
{
    public string Url { get; set; } = "";

    public string? DiscoveryURL { get; set; }

    public string? CertificateAuthority { get; set; }

    public IReadOnlyList<string> Audiences { get; set; } = [];

    public string? AudienceMatchPolicy { get; set; }

    public string? EgressSelectorType { get; set; }
}

internal sealed class ClaimValidationRule
{
    public string? Claim { get; set; }

    public string? RequiredValue { get; set; }

    public string? Expression { get; set; }

    public string? Message { get; set; }
}

internal sealed class ClaimMappings
{
    public PrefixedClaim Username { get; set; } = new();

    public PrefixedClaim Groups { get; set; } = new();

    public ClaimOrExpression Uid { get; set; } = new();

    public IReadOnlyList<ExtraMapping> Extra { get; set; } = [];
}

internal sealed class PrefixedClaim
{
    public string? Claim { get; set; }

    public string? Prefix { get; set; }

    public string? Expression { get; set; }
}

internal sealed class ClaimOrExpression
{
    public string? Claim { get; set; }

    public string? Expression { get; set; }
}

internal sealed class ExtraMapping
{
    public string Key { get; set; } = "";

    public string ValueExpression { get; set; } = "";
}

internal sealed class UserValidationRule
{
    public string Expression { get; set; } = "";

    public string? Message { get; set; }
}
