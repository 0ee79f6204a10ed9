namespace Kube.Api.Errors;

/// <summary>406 <c>NotAcceptable</c>: none of the types that the client accepts is served.</summary>
/// <param name="message">Which types are.</param>
public sealed class NotAcceptableException(string message) : ApiException(message)
{
}
