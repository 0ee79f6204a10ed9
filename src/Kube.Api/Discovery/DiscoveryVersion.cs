using System.Collections.Immutable;
using Kube.Api.Aggregation;
using Kube.Api.Catalog;

namespace Kube.Api.Discovery;

/// <summary>One version of a group with its resources by name.</summary>
/// <param name="Group">The group.</param>
/// <param name="Name">The version.</param>
/// <param name="Resources">What this server has of it.</param>
/// <param name="Behind">Who else serves it; null when this server does.</param>
internal sealed record DiscoveryVersion(string Group, string Name, ImmutableArray<ResourceDefinition> Resources, AggregatedApi? Behind = null)
{
    public string GroupVersion => Group.Length == 0 ? Name : $"{Group}/{Name}";
}
