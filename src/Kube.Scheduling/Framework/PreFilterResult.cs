namespace Kube.Scheduling.Framework;

/// <summary>What a PreFilter plugin found.</summary>
/// <param name="Verdict">Go on, skip or reject.</param>
/// <param name="NodeNames">The only nodes that can take the pod; null: no limit.</param>
public readonly record struct PreFilterResult(Verdict Verdict, IReadOnlyCollection<string>? NodeNames = null);
