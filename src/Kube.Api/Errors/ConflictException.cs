using Kube.Api.Models;

namespace Kube.Api.Errors;

/// <summary>409 <c>Conflict</c>: the object is not, or no longer, what the request builds on.</summary>
public sealed class ConflictException : ApiException
{
    /// <summary>What optimistic locking answers to a stale resourceVersion.</summary>
    public const string Modified = "the object has been modified; please apply your changes to the latest version and try again";

    /// <summary>Makes one.</summary>
    /// <param name="group">The group shown; empty for the core group.</param>
    /// <param name="resource">Plural, or the kind where upstream shows that.</param>
    /// <param name="name">The object.</param>
    /// <param name="why">The rest of the sentence.</param>
    /// <param name="causes">One per field in conflict, as apply reports them.</param>
    public ConflictException(string group, string resource, string name, string why, IReadOnlyList<V1StatusCause>? causes = null)
        : this(group, resource, name, $"Operation cannot be fulfilled on {(group.Length == 0 ? resource : $"{resource}.{group}")} \"{name}\": {why}", causes, whole: true)
    {
    }

    private ConflictException(string group, string resource, string name, string message, IReadOnlyList<V1StatusCause>? causes, bool whole)
        : base(message)
    {
        _ = whole;
        Group = group;
        Resource = resource;
        Name = name;
        Causes = causes ?? [];
    }

    /// <summary>The group shown.</summary>
    public string Group { get; }

    /// <summary>What stands in <c>details.kind</c>.</summary>
    public string Resource { get; }

    /// <summary>The object.</summary>
    public string Name { get; }

    /// <summary>One per field in conflict.</summary>
    public IReadOnlyList<V1StatusCause> Causes { get; }

    /// <summary>The conflicts of a server-side apply: upstream names no object there, only the managers and fields.</summary>
    public static ConflictException OfApply(string message, IReadOnlyList<V1StatusCause> causes) => new("", "", "", message, causes, whole: true);
}
