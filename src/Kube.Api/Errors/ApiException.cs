namespace Kube.Api.Errors;

/// <summary>A request that the API refuses or cannot serve. Each leaf carries what its <c>Status</c> shows; <see cref="ApiExceptionMapping"/> makes the Status.</summary>
public abstract class ApiException : Exception
{
    private protected ApiException(string message, Exception? cause = null)
        : base(message, cause)
    {
    }
}
