namespace Kube.Node.Runtime;

/// <summary>What a command did.</summary>
public sealed record ExecSyncResult
{
    /// <summary>Its exit code.</summary>
    public required int ExitCode { get; init; }

    /// <summary>What it wrote to stdout, up to 16 MiB.</summary>
    public ReadOnlyMemory<byte> Stdout { get; init; }

    /// <summary>What it wrote to stderr, up to 16 MiB.</summary>
    public ReadOnlyMemory<byte> Stderr { get; init; }
}
