namespace Kube.Node.Registration;

/// <summary>What a machine is and has.</summary>
internal sealed record MachineInfo
{
    public required int Cpus { get; init; }

    public required long MemoryBytes { get; init; }

    public required long StorageBytes { get; init; }

    /// <summary>Its address in the cluster's network.</summary>
    public required string Address { get; init; }

    /// <summary>It is not there: nothing of it can run short.</summary>
    public bool IsSimulated { get; init; }

    public string MachineId { get; init; } = "";

    public string SystemUuid { get; init; } = "";

    public string BootId { get; init; } = "";

    public string KernelVersion { get; init; } = "";

    public string OsImage { get; init; } = "";

    /// <summary>As Go names it.</summary>
    public string Architecture { get; init; } = "amd64";
}
