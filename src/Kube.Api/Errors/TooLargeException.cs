namespace Kube.Api.Errors;

/// <summary>413 <c>RequestEntityTooLarge</c>.</summary>
/// <param name="message">Which limit was passed.</param>
public sealed class TooLargeException(string message) : ApiException(message)
{
}
