namespace Kube.Api.Errors;

/// <summary>500 <c>InternalError</c>: the server failed.</summary>
/// <param name="message">What failed; the answer says <c>Internal error occurred: </c> before it.</param>
/// <param name="cause">The failure; not shown.</param>
public sealed class InternalErrorException(string message, Exception? cause = null) : ApiException($"Internal error occurred: {message}", cause)
{
    /// <summary>What failed, without the opening.</summary>
    public string Detail { get; } = message;
}
