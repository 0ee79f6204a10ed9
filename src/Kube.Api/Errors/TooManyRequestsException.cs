using Kube.Api.Models;

namespace Kube.Api.Errors;

/// <summary>429 <c>TooManyRequests</c>: try again later.</summary>
/// <param name="message">Why.</param>
/// <param name="retryAfterSeconds">When; at least 1 to be said, 0 to leave it out.</param>
public sealed class TooManyRequestsException(string message, int retryAfterSeconds) : ApiException(message)
{
    /// <summary>Seconds after which to try again; 0: not said.</summary>
    public int RetryAfterSeconds { get; } = retryAfterSeconds;

    /// <summary>What stands in the way, such as a disruption budget; usually empty.</summary>
    public IReadOnlyList<V1StatusCause> Causes { get; init; } = [];
}
