namespace Kube.Node.Runtime;

/// <summary>How full a file system is.</summary>
public sealed record FilesystemUsage
{
    /// <summary>When it was measured.</summary>
    public required DateTimeOffset Timestamp { get; init; }

    /// <summary>Where it is mounted.</summary>
    public string MountPoint { get; init; } = "";

    /// <summary>Bytes used.</summary>
    public long UsedBytes { get; init; }

    /// <summary>Bytes in all; 0 when not known.</summary>
    public long CapacityBytes { get; init; }

    /// <summary>Bytes free to this node; 0 when not known.</summary>
    public long AvailableBytes { get; init; }

    /// <summary>Inodes used.</summary>
    public long InodesUsed { get; init; }
}
