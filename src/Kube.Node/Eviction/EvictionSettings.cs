using Kube.Node.Hosting;

namespace Kube.Node.Eviction;

/// <summary>When pods are ended for want of something.</summary>
internal sealed record EvictionSettings
{
    public required IReadOnlyList<EvictionThreshold> Hard { get; init; }

    public required IReadOnlyList<EvictionThreshold> Soft { get; init; }

    /// <summary>How long a soft threshold must be met, by signal.</summary>
    public required IReadOnlyDictionary<string, TimeSpan> SoftGrace { get; init; }

    public required TimeSpan TransitionPeriod { get; init; }

    /// <summary>The most time that a pod has to stop after a soft threshold.</summary>
    public required TimeSpan MaxPodGrace { get; init; }

    public static EvictionSettings Of(NodeOptions options) => new()
    {
        Hard = [.. options.EvictionHard.Select(pair => EvictionThreshold.Parse(pair.Key, pair.Value)).OfType<EvictionThreshold>()],
        Soft = [.. options.EvictionSoft.Select(pair => EvictionThreshold.Parse(pair.Key, pair.Value)).OfType<EvictionThreshold>()],
        SoftGrace = new Dictionary<string, TimeSpan>(options.EvictionSoftGracePeriod),
        TransitionPeriod = options.EvictionPressureTransitionPeriod,
        MaxPodGrace = options.EvictionMaxPodGracePeriod,
    };
}
