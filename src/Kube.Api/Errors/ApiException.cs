namespace Kube.Api.Errors;

/// <summary>A request that the API refuses or cannot serve. Each leaf carries what its <c>Status</c> shows; <see cref="ApiExceptionMapping"/> makes the Status.</summary>
public abstract class ApiException : Exception
{
    private protected ApiException(string message, Exception? cause = null)
        : base(message, cause)
    {
    }

    /// <summary>Warnings that were collected before the request failed; they go out with the refusal. Shared and read-only.</summary>
    public IReadOnlyList<string> Warnings { get; internal set; } = [];
}
