namespace Kube.Node.Runtime;

/// <summary>Memory used.</summary>
public sealed record MemoryUsage
{
    /// <summary>When it was measured.</summary>
    public required DateTimeOffset Timestamp { get; init; }

    /// <summary>Bytes that cannot be reclaimed at once.</summary>
    public required long WorkingSetBytes { get; init; }

    /// <summary>Bytes in use, caches included.</summary>
    public long UsageBytes { get; init; }

    /// <summary>Bytes of anonymous memory.</summary>
    public long RssBytes { get; init; }

    /// <summary>Page faults since the start.</summary>
    public long PageFaults { get; init; }

    /// <summary>Page faults that read from disk since the start.</summary>
    public long MajorPageFaults { get; init; }
}
