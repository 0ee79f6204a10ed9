using Kube.Api.Authentication.Configuration;

namespace Kube.Api.Authorization.Webhook;

/// <summary>The form of a file of the kind AuthorizationConfiguration.</summary>
internal sealed class AuthorizationFile : ConfigurationFile
{
    public IReadOnlyList<AuthorizerSettings> Authorizers { get; set; } = [];
}

internal sealed class AuthorizerSettings
{
    public string Type { get; set; } = "";

    public string Name { get; set; } = "";

    public AuthorizationWebhookSettings? Webhook { get; set; }
}

internal sealed class AuthorizationWebhookSettings
{
    public string? AuthorizedTTL { get; set; }

    public bool? CacheAuthorizedRequests { get; set; }

    public string? UnauthorizedTTL { get; set; }

    public bool? CacheUnauthorizedRequests { get; set; }

    public string? Timeout { get; set; }

    public string? SubjectAccessReviewVersion { get; set; }

    public string? MatchConditionSubjectAccessReviewVersion { get; set; }

    public string? FailurePolicy { get; set; }

    public AuthorizationConnection? ConnectionInfo { get; set; }

    public IReadOnlyList<AuthorizationCondition> MatchConditions { get; set; } = [];
}

internal sealed class AuthorizationConnection
{
    public string Type { get; set; } = "";

    public string? KubeConfigFile { get; set; }
}

internal sealed class AuthorizationCondition
{
    public string Expression { get; set; } = "";
}
