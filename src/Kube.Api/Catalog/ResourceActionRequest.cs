using Kube.Api.Models;

namespace Kube.Api.Catalog;

/// <summary>One call of an <see cref="IResourceAction"/>.</summary>
/// <param name="Resource">The resource addressed.</param>
/// <param name="Name">The object whose subresource is addressed; empty for a virtual resource.</param>
/// <param name="Body">What the client sent; it belongs to the action.</param>
/// <param name="Context">User, namespace and instant of the request, and whether it is a dry run.</param>
public sealed record ResourceActionRequest(ResourceDefinition Resource, string Name, IKubernetesObject Body, StrategyContext Context);
