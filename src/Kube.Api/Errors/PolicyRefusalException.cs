using Kube.Api.Catalog;

namespace Kube.Api.Errors;

/// <summary>What an admission policy or webhook refused, with the code and reason that it chose.</summary>
public sealed class PolicyRefusalException : ApiException
{
    /// <summary>Makes one.</summary>
    /// <param name="code">The HTTP status.</param>
    /// <param name="reason">The Status' reason.</param>
    /// <param name="resource">The resource.</param>
    /// <param name="name">The object's name.</param>
    /// <param name="message">The Status' message.</param>
    /// <param name="detail">The message of its one cause; null for a refusal without details.</param>
    public PolicyRefusalException(int code, string reason, GroupVersionResource resource, string name, string message, string? detail)
        : base(message)
    {
        (Code, Reason, Resource, Name, Detail) = (code, reason, resource, name, detail);
    }

    /// <summary>The HTTP status.</summary>
    public int Code { get; }

    /// <summary>The Status' reason; empty for none.</summary>
    public string Reason { get; }

    /// <summary>The resource.</summary>
    public GroupVersionResource Resource { get; }

    /// <summary>The object's name; may be empty.</summary>
    public string Name { get; }

    /// <summary>The message of its one cause; null when it has no details.</summary>
    public string? Detail { get; }
}
