namespace Kube.Node.Eviction;

/// <summary>How much there is of something.</summary>
/// <param name="Available">Free now.</param>
/// <param name="Capacity">In all.</param>
internal readonly record struct SignalUse(long Available, long Capacity);
