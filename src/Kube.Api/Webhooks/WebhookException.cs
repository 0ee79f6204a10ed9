namespace Kube.Api.Webhooks;

/// <summary>A webhook gave no answer that is one.</summary>
internal sealed class WebhookException(string message, Exception? inner) : Exception(message, inner)
{
    /// <summary>The HTTP status that the failure counts as: what was answered, or 503 when that was nothing that is an answer.</summary>
    public int Code { get; init; } = 503;

    /// <summary>Asked again a little later it may answer.</summary>
    public bool MayPass { get; init; }
}
