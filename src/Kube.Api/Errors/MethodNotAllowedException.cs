namespace Kube.Api.Errors;

/// <summary>405 <c>MethodNotAllowed</c>: the resource is there but does not know this verb.</summary>
public sealed class MethodNotAllowedException : ApiException
{
    /// <summary>The general answer.</summary>
    public MethodNotAllowedException()
        : base("the server does not allow this method on the requested resource")
    {
    }

    /// <summary>An answer that names the resource and the verb.</summary>
    public static MethodNotAllowedException Of(Catalog.GroupVersionResource resource, string verb) =>
        new($"{verb} is not supported on resources of kind \"{resource.Qualified}\"") { Resource = resource };

    /// <summary>The resource, when the answer names it in its details; null when not.</summary>
    public Catalog.GroupVersionResource? Resource { get; private init; }

    /// <summary>An answer with a message of its own.</summary>
    public MethodNotAllowedException(string message)
        : base(message)
    {
    }
}
