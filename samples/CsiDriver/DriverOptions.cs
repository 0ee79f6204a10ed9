namespace Kube.Samples.CsiDriver;

/// <summary>What the flags say.</summary>
internal sealed record DriverOptions
{
    /// <summary>By which volumes and the node know the driver.</summary>
    public required string Name { get; init; }

    /// <summary>The node's own directory, where it looks for drivers.</summary>
    public required string NodeDirectory { get; init; }

    /// <summary>Where the volumes are.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>What the driver calls this node.</summary>
    public required string NodeId { get; init; }

    /// <summary>How long it takes to answer what it is asked about volumes.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>Where the node calls it.</summary>
    public string Socket => Path.Combine(NodeDirectory, "plugins", Name, "csi.sock");

    /// <summary>Where the node finds it.</summary>
    public string RegistrationSocket => Path.Combine(NodeDirectory, "plugins_registry", Name + "-reg.sock");
}
