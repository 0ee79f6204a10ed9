using Kube.Api.Catalog;

namespace Kube.Api.OwnTypes;

/// <summary>What tells a version's entry in the catalog from the others.</summary>
/// <param name="Strategy">The rules, of the stored one.</param>
/// <param name="Subresources">In discovery's order.</param>
/// <param name="StoredAs">The stored version; null when it is this one.</param>
/// <param name="Conversion">To that and back.</param>
internal sealed record OwnParts(
    ResourceStrategy? Strategy, IReadOnlyList<SubresourceDefinition> Subresources, ResourceDefinition? StoredAs = null, ResourceConversion? Conversion = null);
