namespace Kube.Api.Authorization.Webhook;

/// <summary>A server that is asked who may do what, as kube-apiserver's flags <c>--authorization-webhook-*</c> and AuthorizationConfiguration describe it.</summary>
public sealed class WebhookAuthorizerOptions
{
    /// <summary>A file in the form of a kubeconfig: its cluster is the server, its user this one. Required.</summary>
    public string ConfigFile { get; set; } = "";

    /// <summary>How long a yes is kept. Default 5 minutes; 0: not at all.</summary>
    public TimeSpan AuthorizedTtl { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a no is kept. Default 30 seconds; 0: not at all.</summary>
    public TimeSpan UnauthorizedTtl { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long one answer is waited for. Default 30 seconds.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether a server that cannot be asked means no; otherwise the next authorizer decides. Default false.</summary>
    public bool DeniesOnFailure { get; set; }

    /// <summary>Expressions over <c>request</c> (the SubjectAccessReview's spec) that must all hold for the server to be asked. Default none.</summary>
    public IList<string> MatchConditions { get; set; } = [];
}
