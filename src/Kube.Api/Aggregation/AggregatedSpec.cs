using Kube.Api.Tree;

namespace Kube.Api.Aggregation;

/// <summary>What a server behind this one says of its API in OpenAPI. Immutable.</summary>
/// <param name="Version3">The documents of version 3 about its groups and versions, by their names in the index (<c>apis/group/version</c>), with the URLs that they have there.</param>
/// <param name="Version2">The part of its document of version 2 that is about its API; null when it has none.</param>
/// <param name="Version2Tag">The ETag of that document.</param>
public sealed record AggregatedSpec(IReadOnlyDictionary<string, string> Version3, TreeObject? Version2, string? Version2Tag)
{
    /// <summary>Of a server that says nothing.</summary>
    public static AggregatedSpec None { get; } = new(new Dictionary<string, string>(), null, null);

    /// <summary>The same in every part.</summary>
    public bool Equals(AggregatedSpec? other) =>
        other is not null && Version2Tag == other.Version2Tag && TreeNode.DeepEquals(Version2, other.Version2)
        && Version3.Count == other.Version3.Count && Version3.All(entry => other.Version3.GetValueOrDefault(entry.Key) == entry.Value);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Version3.Count, Version2Tag);
}
