namespace Kube.Api.Authentication.Webhook;

/// <summary>A server that is asked whose tokens are, as kube-apiserver's flags <c>--authentication-token-webhook-*</c> describe it.</summary>
public sealed class WebhookTokenOptions
{
    /// <summary>A file in the form of a kubeconfig: its cluster is the server, its user this one. Required.</summary>
    public string ConfigFile { get; set; } = "";

    /// <summary>How long answers are kept, good and bad ones. Default 2 minutes; 0: not at all.</summary>
    public TimeSpan CacheTtl { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>How long one answer is waited for. Default 30 seconds.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);
}
