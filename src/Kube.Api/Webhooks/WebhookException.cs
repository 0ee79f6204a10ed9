namespace Kube.Api.Webhooks;

/// <summary>A webhook gave no answer that is one.</summary>
internal sealed class WebhookException(string message, Exception? inner) : Exception(message, inner)
{
    /// <summary>Asked again a little later it may answer.</summary>
    public bool MayPass { get; init; }
}
