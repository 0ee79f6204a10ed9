using Kube.Api.Models;

namespace Kube.Api.Catalog;

/// <summary>A part of an object with an address of its own: <c>status</c>, <c>scale</c>, <c>binding</c>. Immutable.</summary>
/// <remarks>It works in one of four ways: by a <see cref="Strategy"/> (the same object under other rules), by a <see cref="Projection"/> (another kind
/// that shows part of the object), by the <see cref="IResourceAction"/> registered for it (something that happens on create), or, with none of them, it is
/// only listed by discovery and something outside the catalog serves it, as streams to containers are.</remarks>
public sealed class SubresourceDefinition
{
    /// <summary>The last part of the path, such as <c>status</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The verbs served, in discovery's (alphabetical) order.</summary>
    public required IReadOnlyList<string> Verbs { get; init; }

    /// <summary>The kind of its bodies and answers when it is not the object's own, such as <c>autoscaling/v1, Kind=Scale</c>; null when it is.</summary>
    public ObjectCodec? Codec { get; init; }

    /// <summary>Other values of <c>apiVersion</c> that its bodies may have, of versions that have the same form, such as <c>policy/v1beta1</c> of evictions.</summary>
    public IReadOnlyList<string> OtherVersions { get; init; } = [];

    /// <summary>The kind that discovery names where there is no <see cref="Codec"/>, such as <c>PodExecOptions</c>; null for the object's own.</summary>
    public string? ListedKind { get; init; }

    /// <summary>The rules for changing the same object through this address; its preparation keeps everything that belongs to other addresses.</summary>
    public ResourceStrategy? Strategy { get; init; }

    /// <summary>How another kind shows and changes part of the object.</summary>
    public SubresourceProjection? Projection { get; init; }

    /// <summary>The subresource <c>status</c> with get, update and patch.</summary>
    /// <param name="strategy">Its preparation keeps everything but the status.</param>
    public static SubresourceDefinition Status(ResourceStrategy strategy) =>
        new() { Name = "status", Verbs = [Catalog.Verbs.Get, Catalog.Verbs.Patch, Catalog.Verbs.Update], Strategy = strategy };
}
