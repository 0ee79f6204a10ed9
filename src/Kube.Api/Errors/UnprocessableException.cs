namespace Kube.Api.Errors;

/// <summary>422 <c>Invalid</c> without details: a patch that does not fit the object, of which upstream says nothing more.</summary>
/// <param name="cause">What did not fit; not shown.</param>
public sealed class UnprocessableException(Exception? cause = null)
    : ApiException("the server rejected our request due to an error in our request", cause)
{
}
