namespace Kube.Store.Maintenance;

/// <summary>A store's figures at one moment.</summary>
public sealed record StoreStatus
{
    /// <summary>Newest committed revision.</summary>
    public required long Revision { get; init; }

    /// <summary>Oldest readable revision; 0 before the first compaction.</summary>
    public required long CompactedRevision { get; init; }

    /// <summary>Number of keys.</summary>
    public required long Keys { get; init; }

    /// <summary>Number of leases.</summary>
    public required int Leases { get; init; }

    /// <summary>Number of watches open.</summary>
    public required int Watches { get; init; }

    /// <summary>Bytes on disk, space reserved in advance included.</summary>
    public required long DiskBytes { get; init; }

    /// <summary>Bytes on disk that hold something.</summary>
    public required long DiskBytesInUse { get; init; }

    /// <summary>What faulted the store for good; null while it works.</summary>
    public required Exception? Fault { get; init; }
}
