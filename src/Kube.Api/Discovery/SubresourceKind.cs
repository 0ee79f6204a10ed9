using Kube.Api.Catalog;
using Kube.Api.Models;

namespace Kube.Api.Discovery;

/// <summary>The kind that discovery names for a subresource: its own, or that of its parent.</summary>
internal static class SubresourceKind
{
    public static GroupVersionKind Of(ResourceDefinition resource, SubresourceDefinition subresource) =>
        subresource.Codec is { } codec ? codec.Kind : resource.Kind with { Kind = subresource.ListedKind ?? resource.Kind.Kind };
}
