using Kube.Api.Catalog;
using Kube.Api.Objects;

namespace Kube.Api.Requests;

/// <summary>A list at one revision. <see cref="Items"/> are walked, not held: memory does not grow with their number.</summary>
public sealed class ListResult
{
    /// <summary>The resource listed, in the version asked for; names the list's kind.</summary>
    public required ResourceDefinition Resource { get; init; }

    /// <summary>The list's own resourceVersion.</summary>
    public required long Revision { get; init; }

    /// <summary>The objects in key order. May be walked more than once; every walk sees the same revision.</summary>
    public required IEnumerable<ObjectRevision> Items { get; init; }

    /// <summary>Where to go on; empty when the list is complete.</summary>
    public string Continue { get; init; } = "";

    /// <summary>How many objects are left after this part; null when that is not known, as with a selector.</summary>
    public long? RemainingItemCount { get; init; }
}
