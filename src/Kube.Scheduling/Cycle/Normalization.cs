namespace Kube.Scheduling.Cycle;

/// <summary>How scores become 0 to 100.</summary>
internal enum Normalization
{
    /// <summary>They are already.</summary>
    None,

    /// <summary>The largest becomes 100.</summary>
    Largest,

    /// <summary>The largest becomes 0, none becomes 100.</summary>
    LargestReversed,

    /// <summary>The smallest becomes 0, the largest 100.</summary>
    Range,

    /// <summary>The smallest becomes 100, the larger the less: max + min - score of max.</summary>
    Spread,
}
