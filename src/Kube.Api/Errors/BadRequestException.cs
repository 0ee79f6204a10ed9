namespace Kube.Api.Errors;

/// <summary>400 <c>BadRequest</c>: the request makes no sense.</summary>
/// <param name="message">What is wrong, in upstream's words.</param>
/// <param name="cause">What went wrong inside, if anything; not shown.</param>
public sealed class BadRequestException(string message, Exception? cause = null) : ApiException(message, cause)
{
}
