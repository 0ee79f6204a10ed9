using Kube.Api.Models;
using Kube.Api.Authentication;

namespace Kube.Api.Catalog;

/// <summary>What a strategy may know of the request that it serves. Immutable but for its warnings.</summary>
/// <param name="User">Who asks.</param>
/// <param name="Now">The request's one instant, UTC, in whole seconds.</param>
/// <param name="RequestKind">The kind and version that the client sent or asked for.</param>
/// <param name="Namespace">The request's namespace; empty for a cluster-scoped resource.</param>
/// <param name="Subresource">The subresource addressed, such as <c>status</c>; empty for the object itself.</param>
/// <param name="DryRun">Nothing will be committed.</param>
public sealed record StrategyContext(UserInfo User, DateTime Now, GroupVersionKind RequestKind, string Namespace, string Subresource, bool DryRun)
{
    /// <summary>Takes what the client is to be told about the request even when it is refused, such as a deprecated spelling that preparation replaced.</summary>
    public ICollection<string> Warnings { get; init; } = [];
}
