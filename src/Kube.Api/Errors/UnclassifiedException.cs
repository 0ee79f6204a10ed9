namespace Kube.Api.Errors;

/// <summary>500 without a reason: what upstream answers where an ordinary error reaches the client, such as a create that sets a resourceVersion.</summary>
/// <param name="message">The whole message.</param>
public sealed class UnclassifiedException(string message) : ApiException(message)
{
}
