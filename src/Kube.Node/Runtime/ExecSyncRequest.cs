namespace Kube.Node.Runtime;

/// <summary>A command to run to its end.</summary>
public sealed record ExecSyncRequest
{
    /// <summary>The container.</summary>
    public required string ContainerId { get; init; }

    /// <summary>Program and arguments.</summary>
    public required IReadOnlyList<string> Command { get; init; }

    /// <summary>Time it has; zero is unlimited.</summary>
    public TimeSpan Timeout { get; init; }
}
