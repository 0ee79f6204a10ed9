namespace Kube.Api.Errors;

/// <summary>415 <c>UnsupportedMediaType</c>: the body's type is not read here.</summary>
/// <param name="message">Which types are.</param>
public sealed class UnsupportedMediaTypeException(string message) : ApiException(message)
{
}
