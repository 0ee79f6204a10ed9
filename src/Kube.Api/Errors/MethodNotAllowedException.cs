namespace Kube.Api.Errors;

/// <summary>405 <c>MethodNotAllowed</c>: the resource is there but does not know this verb.</summary>
public sealed class MethodNotAllowedException : ApiException
{
    /// <summary>The general answer.</summary>
    public MethodNotAllowedException()
        : base("the server does not allow this method on the requested resource")
    {
    }

    /// <summary>An answer with a message of its own.</summary>
    public MethodNotAllowedException(string message)
        : base(message)
    {
    }
}
