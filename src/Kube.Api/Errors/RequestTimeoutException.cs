namespace Kube.Api.Errors;

/// <summary>504 <c>Timeout</c>: the server gave up on the request; whether it took effect is not known.</summary>
/// <param name="message">What took too long.</param>
/// <param name="retryAfterSeconds">When to try again; 0: not said.</param>
/// <param name="futureRevision">The client asked for a revision that this server has not seen yet.</param>
public sealed class RequestTimeoutException(string message, int retryAfterSeconds = 0, bool futureRevision = false) : ApiException(message)
{
    /// <summary>Seconds after which to try again; 0: not said.</summary>
    public int RetryAfterSeconds { get; } = retryAfterSeconds;

    /// <summary>The client asked for a revision that this server has not seen yet.</summary>
    public bool FutureRevision { get; } = futureRevision;
}
