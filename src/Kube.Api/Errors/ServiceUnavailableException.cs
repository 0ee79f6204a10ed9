namespace Kube.Api.Errors;

/// <summary>503 <c>ServiceUnavailable</c>: what the request is for cannot be reached now.</summary>
/// <param name="message">What is missing, in upstream's words.</param>
/// <param name="cause">What went wrong inside, if anything; not shown.</param>
public sealed class ServiceUnavailableException(string message, Exception? cause = null) : ApiException(message, cause)
{
}
