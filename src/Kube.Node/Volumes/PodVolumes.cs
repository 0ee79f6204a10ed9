namespace Kube.Node.Volumes;

/// <summary>The volumes of a pod that are set up. For one owner: the pod's worker.</summary>
internal sealed class PodVolumes
{
    /// <summary>Paths on the host, by the name of the volume.</summary>
    public Dictionary<string, string> Paths { get; } = new(StringComparer.Ordinal);

    /// <summary>What they are, by the name of the volume; without those whose files the node writes.</summary>
    public Dictionary<string, VolumeContent> Contents { get; } = new(StringComparer.Ordinal);

    /// <summary>Images that volumes are made of, as the runtime knows them, by the name of the volume.</summary>
    public Dictionary<string, string> Images { get; } = new(StringComparer.Ordinal);

    public string LogDirectory { get; set; } = "";

    public bool IsPrepared { get; set; }

    /// <summary>When what the volumes hold is looked at again.</summary>
    public DateTimeOffset NextRefresh { get; set; }

    /// <summary>How often setting up failed in a row.</summary>
    public int Failures { get; set; }

    public DateTimeOffset RetryAt { get; set; }
}
