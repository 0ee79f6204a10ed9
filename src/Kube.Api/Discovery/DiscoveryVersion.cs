using System.Collections.Immutable;
using Kube.Api.Catalog;

namespace Kube.Api.Discovery;

/// <summary>One version of a group with its resources by name.</summary>
internal sealed record DiscoveryVersion(string Group, string Name, ImmutableArray<ResourceDefinition> Resources)
{
    public string GroupVersion => Group.Length == 0 ? Name : $"{Group}/{Name}";
}
