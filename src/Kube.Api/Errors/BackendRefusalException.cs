using Kube.Api.Catalog;

namespace Kube.Api.Errors;

/// <summary>What a server behind this one refused with a code of its own, such as a node that does not know a pod (upstream's <c>NewGenericServerResponse</c>).</summary>
public sealed class BackendRefusalException : ApiException
{
    /// <summary>Makes one.</summary>
    /// <param name="code">The HTTP status that the server answered.</param>
    /// <param name="resource">The resource, its subresource in its name, such as <c>pods/log</c>.</param>
    /// <param name="name">The object's name.</param>
    /// <param name="words">What the server said; shown where upstream shows it.</param>
    public BackendRefusalException(int code, GroupVersionResource resource, string name, string words)
        : base($"{Describe(code, words).Message} ( {resource.Qualified} {name})")
    {
        Code = code;
        Resource = resource;
        Name = name;
        Reason = Describe(code, words).Reason;
    }

    /// <summary>The HTTP status.</summary>
    public int Code { get; }

    /// <summary>The resource.</summary>
    public GroupVersionResource Resource { get; }

    /// <summary>The object's name.</summary>
    public string Name { get; }

    /// <summary>The Status' reason; null when the code has none.</summary>
    public string? Reason { get; }

    private static (string? Reason, string Message) Describe(int code, string words) => code switch
    {
        401 => ("Unauthorized", "the server has asked for the client to provide credentials"),
        403 => ("Forbidden", words),
        404 => ("NotFound", "the server could not find the requested resource"),
        405 => ("MethodNotAllowed", "the server does not allow this method on the requested resource"),
        422 => ("Invalid", "the server rejected our request due to an error in our request"),
        429 => ("TooManyRequests", "the server has received too many requests and has asked us to try again later"),
        503 => ("ServiceUnavailable", "the server is currently unable to handle the request"),
        504 => ("Timeout", "the server was unable to return a response in the time allotted, but may still be processing the request"),
        >= 500 => ("InternalError", $"an error on the server (\"{words}\") has prevented the request from succeeding"),
        _ => (null, $"the server responded with the status code {code} but did not return more information"),
    };
}
