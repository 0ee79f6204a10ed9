namespace Kube.Node.Csi;

/// <summary>A volume of a driver, as a pod or a persistent volume says it.</summary>
internal sealed record CsiVolume
{
    public required string Driver { get; init; }

    /// <summary>By which the driver knows it.</summary>
    public required string Handle { get; init; }

    /// <summary>The name of its directory: the persistent volume's, or the pod's name for it.</summary>
    public required string Name { get; init; }

    /// <summary>What the pod calls it; empty: as its directory.</summary>
    public string PodVolume { get; init; } = "";

    /// <summary>A device rather than files.</summary>
    public bool IsBlock { get; init; }

    /// <summary>It lives and dies with its pod.</summary>
    public bool IsInline { get; init; }

    public bool IsReadOnly { get; init; }

    public string FsType { get; init; } = "";

    public IReadOnlyList<string> MountOptions { get; init; } = [];

    public IReadOnlyList<string> AccessModes { get; init; } = [];

    public IReadOnlyDictionary<string, string> Attributes { get; init; } = new Dictionary<string, string>();

    public (string? Namespace, string? Name) PublishSecret { get; init; }

    public (string? Namespace, string? Name) StageSecret { get; init; }

    /// <summary>It was made larger, and the node's part in that is not done yet; null: it is as large as it is to be.</summary>
    public CsiExpansion? Expansion { get; init; }
}
