using Kube.Api.Catalog;

namespace Kube.Api.AspNetCore.Routing;

/// <summary>What can be done at the path of one subresource.</summary>
internal sealed class SubresourceRoute(SubresourceDefinition subresource)
{
    public SubresourceDefinition Subresource { get; } = subresource;

    public VerbSet Verbs { get; } = new(subresource.Verbs);
}
