using Kube.Api.Cel.Values;

namespace Kube.Api.Cel;

/// <summary>What a program gave, and what it cost.</summary>
internal readonly record struct CelOutcome(CelValue Value, ulong Cost);
