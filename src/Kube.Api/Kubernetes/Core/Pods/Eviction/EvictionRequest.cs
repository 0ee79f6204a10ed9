using Kube.Api.Catalog;
using Kube.Api.Models;

namespace Kube.Api.Kubernetes.Core.Pods.Eviction;

/// <summary>An eviction as it was asked for.</summary>
/// <param name="Name">The pod.</param>
/// <param name="Options">How it is to be deleted.</param>
/// <param name="Context">Who asks, where and when.</param>
internal sealed record EvictionRequest(string Name, V1DeleteOptions Options, StrategyContext Context)
{
    public bool IsDryRun => Options.DryRun is { Count: > 0 };

    public bool NamesRevision => !string.IsNullOrEmpty(Options.Preconditions?.ResourceVersion);
}
