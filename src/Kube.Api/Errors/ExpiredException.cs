namespace Kube.Api.Errors;

/// <summary>410 <c>Expired</c>: the revision or continue token asked for is too old; list again.</summary>
/// <param name="message">Upstream's words.</param>
/// <param name="continueToken">Continues an expired list from the same key at the newest revision; null where there is none.</param>
public sealed class ExpiredException(string message, string? continueToken = null) : ApiException(message)
{
    /// <summary>Continues an expired list, inconsistently, at the newest revision.</summary>
    public string? ContinueToken { get; } = continueToken;
}
